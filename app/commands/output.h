// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where a command's answer goes: standard output or a file, as a stream that remembers why writing failed. One
// thread.

#include "model/base/result.h"

#include <memory>
#include <ostream>
#include <streambuf>
#include <string>
#include <vector>

namespace tailrace {

class Output
{
public:
    /// Standard output.
    Output();
    ~Output();
    Output(Output&&) noexcept;
    Output& operator=(Output&&) noexcept;

    /// A file, made or emptied. Fails with Unreadable.
    [[nodiscard]] static Result<Output> toFile(const std::string& path);

    [[nodiscard]] std::ostream& stream() { return *m_stream; }
    [[nodiscard]] bool isTerminal() const;
    /// Columns of the terminal; 0 if it is none or does not say.
    [[nodiscard]] int terminalWidth() const;
    /// Writes what is buffered. Fails with DiskFull or Unreadable; a reader that went away (EPIPE) is no failure.
    [[nodiscard]] Result<void> finish();

private:
    class Buffer;
    Output(int descriptor, bool owned, std::string name);

    std::string m_name;
    std::unique_ptr<Buffer> m_buffer;
    std::unique_ptr<std::ostream> m_stream;
};

/// One line on standard error: "tailrace: TEXT", control characters made visible.
void complain(std::string_view text);

} // namespace tailrace
