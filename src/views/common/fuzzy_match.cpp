// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/fuzzy_match.h"

#include <algorithm>
#include <limits>

namespace tailrace {

namespace {

constexpr int kImpossible = std::numeric_limits<int>::min() / 2;
constexpr int kLetter = 1;
constexpr int kAtWordStart = 8;
constexpr int kInARow = 6;
constexpr int kAtTextStart = 4;
constexpr qsizetype kLongest = 256; // of pattern and text; nobody types or names more

bool isWordStart(QStringView text, qsizetype i)
{
    return i == 0 || !text[i - 1].isLetterOrNumber();
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text)
{
    QString letters;
    for (const QChar c : pattern.left(kLongest)) {
        if (!c.isSpace())
            letters.append(c.toCaseFolded());
    }
    text = text.left(kLongest);
    if (letters.isEmpty())
        return FuzzyMatch{};
    const qsizetype rows = letters.size();
    const qsizetype columns = text.size();
    // best[i][j]: letters 0 … i matched, the last one at j; from[i][j]: where the one before was.
    const auto at = [columns](qsizetype i, qsizetype j) { return static_cast<std::size_t>(i * columns + j); };
    std::vector<int> best(static_cast<std::size_t>(rows * columns), kImpossible);
    std::vector<qsizetype> from(best.size(), -1);
    for (qsizetype i = 0; i < rows; ++i) {
        int reach = kImpossible; // the best that ends before j
        qsizetype reachAt = -1;
        for (qsizetype j = 0; j < columns; ++j) {
            if (i > 0 && j > 0 && best[at(i - 1, j - 1)] > reach) {
                reach = best[at(i - 1, j - 1)];
                reachAt = j - 1;
            }
            if (text[j].toCaseFolded() != letters[i] || (i > 0 && reach == kImpossible))
                continue;
            int before = i == 0 ? 0 : reach;
            from[at(i, j)] = i == 0 ? -1 : reachAt;
            if (i > 0 && j > 0 && best[at(i - 1, j - 1)] + kInARow > before) {
                before = best[at(i - 1, j - 1)] + kInARow;
                from[at(i, j)] = j - 1;
            }
            best[at(i, j)] =
                before + kLetter + (isWordStart(text, j) ? kAtWordStart : 0) + (j == 0 ? kAtTextStart : 0);
        }
    }
    qsizetype end = -1;
    for (qsizetype j = 0; j < columns; ++j) {
        if (best[at(rows - 1, j)] > (end < 0 ? kImpossible : best[at(rows - 1, end)]))
            end = j;
    }
    if (end < 0 || best[at(rows - 1, end)] < 0)
        return std::nullopt;
    FuzzyMatch match{best[at(rows - 1, end)], std::vector<qsizetype>(static_cast<std::size_t>(rows))};
    for (qsizetype i = rows - 1, j = end; i >= 0; --i) {
        match.positions[static_cast<std::size_t>(i)] = j;
        j = from[at(i, j)];
    }
    return match;
}

} // namespace tailrace
