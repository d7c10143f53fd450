// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/file_stream.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tailrace {

namespace {

constexpr int kPollMs = 100;

class FileStream : public ByteStream
{
public:
    FileStream(int fd, bool waits, std::string name, std::stop_token stop)
        : m_fd(fd)
        , m_waits(waits)
        , m_name(std::move(name))
        , m_stop(std::move(stop))
    {
    }
    ~FileStream() override
    {
        if (m_fd != STDIN_FILENO)
            ::close(m_fd);
    }
    FileStream(const FileStream&) = delete;
    FileStream& operator=(const FileStream&) = delete;

    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override;

private:
    [[nodiscard]] bool waitForData() const;

    int m_fd;
    bool m_waits;
    std::string m_name;
    std::stop_token m_stop;
};

/// Waits until there is something to read; false if stopped.
bool FileStream::waitForData() const
{
    while (!m_stop.stop_requested()) {
        pollfd wanted{m_fd, POLLIN, 0};
        // Errors are left to read(), which says what they are.
        if (::poll(&wanted, 1, kPollMs) != 0)
            return true;
    }
    return false;
}

Result<std::size_t> FileStream::read(char* buffer, std::size_t size)
{
    for (;;) {
        if (m_stop.stop_requested() || (m_waits && !waitForData()))
            return failure(ErrorCode::Cancelled, "stopped", m_name);
        const ssize_t got = ::read(m_fd, buffer, size);
        if (got >= 0)
            return static_cast<std::size_t>(got);
        if (errno != EINTR && errno != EAGAIN)
            return failure(ErrorCode::Unreadable, std::strerror(errno), m_name);
    }
}

tl::unexpected<Error> openFailure(int error, const std::string& path)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return failure(ErrorCode::NotFound, "no such file", path);
    case EISDIR:
        return failure(ErrorCode::Unreadable, "is a folder, not a file", path);
    case EACCES:
    case EPERM:
        return failure(ErrorCode::Unreadable, "no permission to read it", path);
    default:
        return failure(ErrorCode::Unreadable, std::strerror(error), path);
    }
}

} // namespace

std::string inputName(const std::string& path)
{
    return path == "-" ? "standard input" : path;
}

Result<OpenedFile> openFile(const std::string& path, std::stop_token stop)
{
    const std::string name = inputName(path);
    // Opening a pipe must not wait for its writer, which may never come.
    const int fd = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return openFailure(errno, name);
    struct stat status {
    };
    if (::fstat(fd, &status) != 0)
        return openFailure(errno, name);
    const bool regular = S_ISREG(status.st_mode);
    OpenedFile opened;
    opened.stream = std::make_unique<FileStream>(fd, !regular, name, std::move(stop));
    opened.size = regular ? static_cast<std::uint64_t>(status.st_size) : 0;
    if (S_ISDIR(status.st_mode))
        return openFailure(EISDIR, name);
    return opened;
}

} // namespace tailrace
