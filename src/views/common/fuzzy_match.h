// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds names by a few of their letters, as command palettes do: "znl" finds "Zoom to Next Level". Pure, any
// thread.

#include <QString>

#include <optional>
#include <vector>

namespace tailrace {

struct FuzzyMatch {
    int score = 0;                    ///< higher = better; letters at the start of words and in a row count most
    std::vector<qsizetype> positions; ///< of the letters found, ascending
};

/// All letters of `pattern` in their order somewhere in `text`, whatever the case; blanks in the pattern are left
/// out. The best of the possible matches; nothing if there is none. Cost: pattern × text.
[[nodiscard]] std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text);

} // namespace tailrace
