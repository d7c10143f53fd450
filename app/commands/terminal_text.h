// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Text for terminals: recorded text made harmless, columns counted as a terminal counts them. No state, any
// thread.

#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

/// The text with what could steer a terminal replaced: control characters by their pictures (U+2400 …), characters
/// that change the writing direction and invalid UTF-8 by U+FFFD.
[[nodiscard]] std::string terminalText(std::string_view text);

/// Columns that valid UTF-8 takes: 2 for wide East Asian characters and emoji, 0 for combining ones, else 1.
[[nodiscard]] int columns(std::string_view text);

/// The text cut to `width` columns, the last of them "…" if something was cut.
[[nodiscard]] std::string cut(std::string_view text, int width);
/// The text cut or filled with spaces to exactly `width` columns.
[[nodiscard]] std::string padded(std::string_view text, int width);
[[nodiscard]] std::string paddedLeft(std::string_view text, int width);

/// The text broken at spaces into lines of at most `width` columns; all but the first begin with `indent`. Not
/// broken if width is 0.
[[nodiscard]] std::string wrapped(std::string_view text, int width, std::string_view indent = {});

/// Rows with aligned columns, two spaces between them. The first row is the heading. Cells are taken as they are.
class TextTable
{
public:
    enum class Align { Left, Right };
    explicit TextTable(std::vector<Align> columns)
        : m_align(std::move(columns))
    {
    }
    void add(std::vector<std::string> cells) { m_rows.push_back(std::move(cells)); }
    /// All lines; each cut to `width` columns unless that is 0.
    [[nodiscard]] std::string text(int width) const;

private:
    std::vector<Align> m_align;
    std::vector<std::vector<std::string>> m_rows;
};

} // namespace tailrace
