// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The part of an input that JsonCursor has in memory: a position that moves on, a mark at the value that is being
// looked at, and the bytes behind them. What lies before both is given up when more is read; lines are counted as
// they go. Indexes are into the window and hold until more is read. A part of JsonCursor; one thread.

#include "importers/byte_stream.h"
#include "model/cache/import_report.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tailrace {

class JsonWindow
{
public:
    /// Blanks that can always be read behind the end.
    static constexpr std::size_t kPadding = 64;

    explicit JsonWindow(ByteStream& in);

    [[nodiscard]] const char* data() const { return m_data.data(); }
    [[nodiscard]] std::size_t position() const { return m_pos; }
    [[nodiscard]] std::size_t end() const { return m_end; }
    void moveTo(std::size_t at) { m_pos = at; }
    void advance(std::size_t count = 1) { m_pos += count; }
    [[nodiscard]] std::string_view ahead() const { return {m_data.data() + m_pos, m_end - m_pos}; }
    /// The byte before the position; a line end at the start of the input.
    [[nodiscard]] char before() const { return m_pos == 0 ? m_before : m_data[m_pos - 1]; }

    /// Reads on; false at the end of the input. Keeps everything from the position on, or from the mark on.
    bool more(bool keepMark = false);
    /// Reads until `count` bytes are ahead; false if the input ends before.
    bool ensure(std::size_t count);
    /// True once the end of the input was met.
    [[nodiscard]] bool isEnded() const { return m_ended; }
    /// Fails once the stream has failed, which is an end as well.
    [[nodiscard]] const Result<void>& state() const { return m_state; }

    /// Passes over white space. The byte there, -1 at the end of the input.
    [[nodiscard]] int nextToken();
    /// Passes over the rest of the line and its end.
    void skipLine();

    /// Sets the mark to the position.
    void mark();
    /// What lies between the mark, which must have been kept, and the position.
    [[nodiscard]] std::string_view marked() const;
    [[nodiscard]] Location markLocation() const;
    [[nodiscard]] Location location() const { return locationAt(m_pos); }
    /// Place of the position in the input.
    [[nodiscard]] std::int64_t offset() const { return m_base + static_cast<std::int64_t>(m_pos); }

    /// Makes the byte at the position a blank, so that a parser of what lies before it stops there.
    void fence();
    /// Undoes fence(), before anything else is done.
    void unfence();

private:
    void discard(std::size_t count);
    [[nodiscard]] Location locationAt(std::size_t at) const;

    ByteStream& m_in;
    std::vector<char> m_data;
    std::size_t m_pos = 0;
    std::size_t m_end = 0;
    std::int64_t m_base = 0; // of the window in the input
    char m_before = '\n';    // the byte before the window
    bool m_ended = false;
    Result<void> m_state;
    mutable std::size_t m_counted = 0; // line ends before this are in m_line
    mutable std::int64_t m_line = 1;
    std::size_t m_mark = 0;
    std::int64_t m_markOffset = 0;
    mutable std::int64_t m_markLine = 1; // -1: not counted yet
    bool m_fenced = false;
    char m_behindFence = ' ';
};

} // namespace tailrace
