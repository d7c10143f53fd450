// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/file_lock.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tailrace {

Result<FileLock> FileLock::take(const std::string& path, Kind kind, Wait wait)
{
    const int operation = (kind == Kind::Shared ? LOCK_SH : LOCK_EX) | (wait == Wait::No ? LOCK_NB : 0);
    for (;;) {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (descriptor < 0)
            return failure(ErrorCode::Unreadable, std::string("cannot be locked: ") + std::strerror(errno), path);
        FileLock lock(descriptor);
        while (::flock(descriptor, operation) != 0) {
            if (errno == EWOULDBLOCK)
                return failure(ErrorCode::Busy, "another program holds it", path);
            if (errno != EINTR)
                return failure(ErrorCode::Unreadable, std::string("cannot be locked: ") + std::strerror(errno),
                               path);
        }
        // Whoever held it before may have removed the file.
        if (lock.isAt(path))
            return lock;
    }
}

FileLock::~FileLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

FileLock::FileLock(FileLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

FileLock& FileLock::operator=(FileLock&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

bool FileLock::isAt(const std::string& path) const
{
    struct stat locked {
    };
    struct stat named {
    };
    return ::fstat(m_descriptor, &locked) == 0 && ::stat(path.c_str(), &named) == 0 &&
           locked.st_ino == named.st_ino && locked.st_dev == named.st_dev;
}

} // namespace tailrace
