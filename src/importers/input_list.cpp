// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/input_list.h"

#include "model/base/format.h"
#include "model/base/hash.h"
#include "model/cache/import_report.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>
#include <set>

#include <dirent.h>
#include <sys/stat.h>

namespace tailrace {

namespace {

/// What one and the same file or folder is, whatever way leads to it.
using Node = std::pair<dev_t, ino_t>;

struct Entry {
    std::string path;
    std::string name; ///< from the walked folder on; empty for that itself
};

class FolderWalk
{
public:
    FolderWalk(InputList& list, const std::stop_token& stop, std::size_t maxFiles)
        : m_list(list)
        , m_stop(stop)
        , m_maxFiles(maxFiles)
    {
    }
    [[nodiscard]] Result<void> run();

private:
    [[nodiscard]] Result<void> enter(const Entry& folder);
    [[nodiscard]] Result<void> meet(Entry entry);
    [[nodiscard]] Result<void> take(Entry entry, const struct stat& status);

    InputList& m_list;
    const std::stop_token& m_stop;
    std::size_t m_maxFiles;
    std::set<Node> m_met;
    std::deque<Entry> m_folders;
    std::deque<Entry> m_links; // followed last, so that what is met twice has its own name, not a link's
};

Result<void> FolderWalk::run()
{
    Result<void> done = meet({m_list.path, {}});
    while (done && !(m_folders.empty() && m_links.empty())) {
        std::deque<Entry>& next = m_folders.empty() ? m_links : m_folders;
        const Entry entry = std::move(next.front());
        next.pop_front();
        if (&next == &m_folders) {
            done = enter(entry);
        } else if (struct stat status{}; ::stat(entry.path.c_str(), &status) == 0) {
            done = take(entry, status);
        } else {
            m_list.others.push_back({entry.name, "a link that leads nowhere"});
        }
    }
    const auto byName = [](const auto& a, const auto& b) { return a.name < b.name; };
    std::sort(m_list.files.begin(), m_list.files.end(), byName);
    std::sort(m_list.others.begin(), m_list.others.end(), byName);
    return done;
}

Result<void> FolderWalk::enter(const Entry& folder)
{
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(folder.path.c_str()), ::closedir);
    if (!directory) {
        const std::string reason = errno == EACCES ? "no permission to read the folder" : std::strerror(errno);
        if (folder.name.empty())
            return failure(ErrorCode::Unreadable, reason, m_list.path);
        m_list.others.push_back({folder.name + "/", reason, true});
        return {};
    }
    while (const dirent* entry = ::readdir(directory.get())) {
        if (m_stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped", m_list.path);
        if (entry->d_name[0] == '.') // hidden, and the folder itself
            continue;
        Result<void> met = meet({folder.path + (folder.path.ends_with('/') ? "" : "/") + entry->d_name,
                                 folder.name + (folder.name.empty() ? "" : "/") + entry->d_name});
        if (!met)
            return met;
    }
    return {};
}

Result<void> FolderWalk::meet(Entry entry)
{
    struct stat status {
    };
    if (::lstat(entry.path.c_str(), &status) != 0)
        m_list.others.push_back({entry.name, std::strerror(errno), true});
    else if (S_ISLNK(status.st_mode))
        m_links.push_back(std::move(entry));
    else
        return take(std::move(entry), status);
    return {};
}

Result<void> FolderWalk::take(Entry entry, const struct stat& status)
{
    if (!S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode)) {
        m_list.others.push_back({entry.name, "a pipe, a socket or a device"});
        return {};
    }
    if (!m_met.insert({status.st_dev, status.st_ino}).second)
        return {};
    if (S_ISDIR(status.st_mode)) {
        m_folders.push_back(std::move(entry));
        return {};
    }
    if (m_list.files.size() == m_maxFiles)
        return failure(ErrorCode::TooLarge,
                       "the folder holds more than " + formatCount(m_maxFiles, "file") + "; open a smaller one",
                       m_list.path);
    std::optional<FileIdentity> identity = identify(entry.path);
    m_list.bytes += identity ? identity->size : 0;
    m_list.files.push_back({std::move(entry.path), std::move(entry.name), std::move(identity)});
    return {};
}

} // namespace

Result<InputList> listInput(const std::string& path, const std::stop_token& stop, std::size_t maxFiles)
{
    InputList list;
    list.path = path;
    struct stat status {
    };
    list.isFolder = path != "-" && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    if (list.isFolder) {
        Result<void> walked = FolderWalk(list, stop, maxFiles).run();
        if (!walked)
            return failure(std::move(walked));
        return list;
    }
    std::optional<FileIdentity> identity = path == "-" ? std::nullopt : identify(path);
    list.bytes = identity ? identity->size : 0;
    list.files.push_back({path, {}, std::move(identity)});
    return list;
}

std::string contentHashOf(const InputList& list, std::span<const std::string> hashes)
{
    if (!list.isFolder)
        return hashes.empty() ? std::string() : hashes.front();
    ContentHash all;
    all.add(kFolderFormat.data(), kFolderFormat.size());
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        const std::string& name = list.files[i].name;
        all.add(name.c_str(), name.size() + 1);
        all.add(hashes[i].c_str(), hashes[i].size() + 1);
    }
    return all.hex();
}

} // namespace tailrace
