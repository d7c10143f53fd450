// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tables as text (RFC 4180), record by record: fields in quotes with separators, quotes and line ends in them,
// CRLF and LF, any bytes including NUL, a BOM, and semicolons, tabs or bars instead of commas. Memory does not
// grow beyond one record.
//
//   while (csv.next())
//       for (std::size_t i = 0; i < csv.size(); ++i)
//           use(csv.field(i));
//
// Tolerated: quotes within a field that does not start with one (they are text), text behind a closing quote (it
// is added), empty lines (passed over), Excel's first line "sep=;". A quote that is never closed would swallow the
// rest: such a record is reported and reading goes on in the line behind its start. One thread; the stream must
// outlive the reader.

#include "importers/byte_stream.h"
#include "model/cache/import_report.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

class CsvReader
{
public:
    /// Called for each record that is left out: where it starts, why, and whether the input ended in it.
    using ErrorHandler = std::function<void(Location, const std::string&, bool atEnd)>;

    /// `separator` 0: the one of comma, semicolon, tab and bar that the first line has most of outside of quotes.
    CsvReader(ByteStream& in, ErrorHandler onError, char separator = 0);

    /// Moves to the next record; false at the end of the input or when the stream failed.
    [[nodiscard]] bool next();
    /// Number of fields; at least one.
    [[nodiscard]] std::size_t size() const { return m_ends.size(); }
    /// Content of a field, without its quotes; bytes as they are in the file. Empty behind the last one. Valid
    /// until next().
    [[nodiscard]] std::string_view field(std::size_t i) const;
    /// True if the field stood in quotes: "" is then an empty text rather than nothing.
    [[nodiscard]] bool isQuoted(std::size_t i) const { return i < m_quoted.size() && m_quoted[i] != 0; }
    /// False if the input ends in the record, without a line end: perhaps it was cut off.
    [[nodiscard]] bool isTerminated() const { return m_terminated; }
    /// Where the record starts.
    [[nodiscard]] Location location() const { return m_location; }
    /// Set when the stream itself failed or was cancelled; reading is then over.
    [[nodiscard]] const Result<void>& streamState() const { return m_stream; }
    [[nodiscard]] char separator() const { return m_separator; }

    static constexpr std::size_t kMaxRecord = std::size_t{16} << 20;
    static constexpr std::size_t kMaxFields = std::size_t{1} << 20;

private:
    enum class Scan { Record, NeedsMore, TooManyFields };

    void start();
    [[nodiscard]] bool fill();
    [[nodiscard]] Scan scanRecord(bool last);
    [[nodiscard]] std::size_t scanQuoted(std::size_t at, bool last);
    [[nodiscard]] std::size_t lineEnd(std::size_t from) const;
    void endField(bool quoted);
    void take(std::size_t count);
    void giveUpRecord(const std::string& why, bool atEnd);

    ByteStream& m_in;
    ErrorHandler m_onError;
    char m_separator;
    Result<void> m_stream;

    std::vector<char> m_window;
    std::size_t m_pos = 0;
    std::size_t m_end = 0;
    std::int64_t m_offset = 0; // of m_pos in the input
    std::int64_t m_line = 1;   // at m_pos
    bool m_started = false;
    bool m_ended = false;
    std::size_t m_next = 0; // behind the scanned record
    bool m_terminated = false;
    unsigned m_givenUp = 0;

    std::string m_text; // the fields of the record, one behind the other
    std::vector<std::size_t> m_ends;
    std::vector<char> m_quoted;
    Location m_location;
};

/// The fields of the first record in the head of an input, for sniffers; nothing if the head holds no whole
/// record.
[[nodiscard]] std::optional<std::vector<std::string>> csvHeader(std::string_view head, bool isAll);

} // namespace tailrace
