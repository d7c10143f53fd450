// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Sorts more records than fit into memory: full runs are sorted and written to an anonymous temporary file, and
// merged when read. What fits into one run never touches the disk. Records are plain data. One thread.

#include "model/base/result.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <stop_token>
#include <type_traits>
#include <vector>

namespace tailrace {

template <class Record, class Less>
class RunSorter
{
    static_assert(std::is_trivially_copyable_v<Record>);

public:
    explicit RunSorter(std::size_t recordsPerRun, Less less = {})
        : m_runSize(recordsPerRun)
        , m_less(less)
    {
    }

    [[nodiscard]] Result<void> add(const Record& record)
    {
        if (m_run.size() == m_runSize) {
            Result<void> spilled = spill();
            if (!spilled)
                return spilled;
        }
        m_run.push_back(record);
        return {};
    }

    [[nodiscard]] std::size_t size() const { return m_spilled + m_run.size(); }

    /// Gives the records in order, in groups of those that are equal by `same`. Groups are contiguous; the span is valid
    /// during the call. Stops at the first failing call, and when asked to. May be called once.
    template <class Same, class Use>
    [[nodiscard]] Result<void> forEachGroup(Same same, Use use, const std::stop_token& stop = {})
    {
        std::stable_sort(m_run.begin(), m_run.end(), m_less);
        if (m_files.empty())
            return groupsInMemory(same, use, stop);
        return groupsMerged(same, use, stop);
    }

private:
    static constexpr std::size_t kReadAhead = 4096;

    struct File {
        std::unique_ptr<std::FILE, int (*)(std::FILE*)> handle{nullptr, &std::fclose};
        std::vector<Record> buffer;
        std::size_t at = 0;
        bool fill()
        {
            buffer.resize(kReadAhead);
            buffer.resize(std::fread(buffer.data(), sizeof(Record), kReadAhead, handle.get()));
            at = 0;
            return !buffer.empty();
        }
        const Record& front() const { return buffer[at]; }
        bool advance() { return ++at < buffer.size() || fill(); }
    };

    [[nodiscard]] Result<void> spill()
    {
        std::stable_sort(m_run.begin(), m_run.end(), m_less);
        File file;
        file.handle.reset(std::tmpfile());
        if (file.handle == nullptr ||
            std::fwrite(m_run.data(), sizeof(Record), m_run.size(), file.handle.get()) != m_run.size() ||
            std::fflush(file.handle.get()) != 0)
            return failure(ErrorCode::DiskFull, std::string("temporary file: ") + std::strerror(errno));
        std::rewind(file.handle.get());
        m_files.push_back(std::move(file));
        m_spilled += m_run.size();
        m_run.clear();
        return {};
    }

    template <class Same, class Use>
    Result<void> groupsInMemory(Same same, Use use, const std::stop_token& stop)
    {
        for (std::size_t begin = 0; begin < m_run.size();) {
            if (stop.stop_requested())
                return failure(ErrorCode::Cancelled, "cancelled");
            std::size_t end = begin + 1;
            while (end < m_run.size() && same(m_run[begin], m_run[end]))
                ++end;
            Result<void> used = use(std::span<const Record>(m_run.data() + begin, end - begin));
            if (!used)
                return used;
            begin = end;
        }
        return {};
    }

    template <class Same, class Use>
    Result<void> groupsMerged(Same same, Use use, const std::stop_token& stop)
    {
        Result<void> spilled = spill();
        if (!spilled)
            return spilled;
        m_run.shrink_to_fit();
        // A heap of files by their next record; earlier runs first among equals keeps the sort stable.
        std::vector<std::size_t> heap;
        const auto later = [&](std::size_t a, std::size_t b) {
            if (m_less(m_files[b].front(), m_files[a].front()))
                return true;
            return !m_less(m_files[a].front(), m_files[b].front()) && a > b;
        };
        for (std::size_t i = 0; i < m_files.size(); ++i)
            if (m_files[i].fill())
                heap.push_back(i);
        std::make_heap(heap.begin(), heap.end(), later);
        std::vector<Record> group;
        while (!heap.empty()) {
            if (stop.stop_requested())
                return failure(ErrorCode::Cancelled, "cancelled");
            std::pop_heap(heap.begin(), heap.end(), later);
            File& file = m_files[heap.back()];
            if (!group.empty() && !same(group.front(), file.front())) {
                Result<void> used = use(std::span<const Record>(group));
                if (!used)
                    return used;
                group.clear();
            }
            group.push_back(file.front());
            if (file.advance())
                std::push_heap(heap.begin(), heap.end(), later);
            else
                heap.pop_back();
        }
        return group.empty() ? Result<void>() : use(std::span<const Record>(group));
    }

    std::size_t m_runSize;
    Less m_less;
    std::vector<Record> m_run;
    std::vector<File> m_files;
    std::size_t m_spilled = 0;
};

} // namespace tailrace
