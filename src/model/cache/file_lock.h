// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A lock that processes, and objects within one process, agree on: an advisory lock (flock) on an empty file beside
// what it protects. It ends with the object or with the process, however that ends; the file may stay and means
// nothing by itself. Not on the protected file: closing that would end SQLite's own locks on it. Any thread, one at
// a time an object.

#include "model/base/result.h"

#include <string>

namespace tailrace {

class FileLock
{
public:
    enum class Kind { Shared, Exclusive };
    enum class Wait { No, Yes };

    /// Makes the file if it is missing. Fails with Busy if another holds it and it is not to be waited for, with
    /// Unreadable if the file cannot be made or the file system has no locks.
    [[nodiscard]] static Result<FileLock> take(const std::string& path, Kind kind, Wait wait);
    ~FileLock();
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;

    /// Whether `path` still names the locked file: if not, others lock another one.
    [[nodiscard]] bool isAt(const std::string& path) const;

private:
    explicit FileLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor = -1;
};

} // namespace tailrace
