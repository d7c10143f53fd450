// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one way in which functions fail: Result<T> holds a value or an Error that can be shown to a person.
// Plain values, usable from any thread. No exception crosses a library border.

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace tailrace {

enum class ErrorCode {
    Usage,       ///< the caller asked for something that makes no sense
    NotFound,    ///< no such file, trace or span
    Unreadable,  ///< the operating system refuses: permission, directory, I/O error
    Unsupported, ///< readable, but not a format we know
    Malformed,   ///< a known format, but broken at `where`
    TooLarge,    ///< a limit that protects memory was hit
    DiskFull,    ///< the cache could not grow
    Busy,        ///< another process holds the cache
    Cancelled,   ///< the user stopped it; not a failure
    Internal,    ///< a bug of ours, or a database error nobody expected
};

struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message; ///< one sentence: what went wrong and what was expected
    std::string where;   ///< "file.json:12", "file.pb, byte 18,233"; may be empty

    /// "where: message", the form that goes to stderr.
    [[nodiscard]] std::string text() const { return where.empty() ? message : where + ": " + message; }
    [[nodiscard]] bool isCancelled() const { return code == ErrorCode::Cancelled; }
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> failure(ErrorCode code, std::string message, std::string where = {})
{
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(where)});
}

/// Passes the error of one Result on as the error of another.
template <class T>
[[nodiscard]] tl::unexpected<Error> failure(Result<T>&& failed)
{
    return tl::unexpected<Error>(std::move(failed).error());
}

} // namespace tailrace
