// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds where a JSON value ends without parsing it, 64 bytes at a time: each block becomes bit masks of quotes,
// backslashes, brackets and line ends, strings are blanked out with a prefix XOR over the quotes, and a block in
// which the depth cannot come down to zero is passed over with two bit counts. The technique is simdjson's stage 1
// (Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019), with the depth as a plain counter, so
// nesting costs nothing. Braces and brackets are not told apart here: whoever parses the value does that.
//
// These are parts of JsonCursor; one thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

/// How the documents of an input begin, up to the end of the first key: {"resourceSpans". When a line inside of a
/// document begins like that too, the document broke off and the next one starts there. Without this a line cut
/// off by log rotation would take everything behind it along.
class JsonOpenings
{
public:
    static constexpr std::size_t kMaxLength = 80;

    /// A document starts with these bytes (as many as there are, up to kMaxLength).
    void begin(std::string_view head);
    /// The document was complete: what it begins with is remembered for the ones behind it.
    void keep();
    /// True if another document starts with these bytes. Only meant for the start of a line.
    [[nodiscard]] bool matches(std::string_view head) const;

private:
    static constexpr std::size_t kMaxKept = 8;
    std::string m_current;
    std::vector<std::string> m_kept; // only of objects
};

class JsonScanner
{
public:
    enum class Stop {
        End,           ///< the value ends before `at`
        OtherDocument, ///< another document starts at `at`
        NeedMore,      ///< there is nothing before `at` any more
    };
    struct Step {
        Stop stop;
        std::size_t at;
    };
    static constexpr std::size_t kBlock = 64;

    /// Starts inside of `depth` objects and arrays, outside of any string.
    void startContainer(std::uint64_t depth);
    /// Starts behind the opening quote of a string.
    void startString();

    /// Scans on from data[from], which is where the last step stopped, wherever it has moved in memory. Looks only
    /// at whole blocks that have JsonOpenings::kMaxLength bytes before data[end] behind them, unless `last`: then
    /// to the end, behind which 64 readable spaces must follow.
    [[nodiscard]] Step scan(const char* data, std::size_t from, std::size_t end, bool last,
                            const JsonOpenings& openings);

private:
    struct Masks {
        std::uint64_t quotes;    // not escaped
        std::uint64_t open;      // outside of strings
        std::uint64_t close;     // outside of strings
        std::uint64_t lineHeads; // brackets and braces behind a line end, in strings or not
    };
    [[nodiscard]] Masks nextBlock(const char* block);
    [[nodiscard]] int endInBlock(const Masks& masks);

    bool m_isString = false;
    std::uint64_t m_depth = 0;
    std::uint64_t m_inString = 0;     // all ones inside of a string
    std::uint64_t m_escapeCarry = 0;  // the block before ended in an escaping backslash
    std::uint64_t m_lineEndCarry = 0; // the block before ended in a line end
};

/// Number of line feeds in data[0, size).
[[nodiscard]] std::size_t countLineEnds(const char* data, std::size_t size);

} // namespace tailrace
