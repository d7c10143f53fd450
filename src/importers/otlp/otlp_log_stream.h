// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// OTLP JSON as loggers print it: one message a line, with the logger's own words before it and lines of text between.
// Java's OtlpJsonLoggingSpanExporter writes through java.util.logging, which puts "INFO: " before the message and a line
// with the time and the class above it; containers put a time and a stream's name before every line. One thread.

#include "importers/byte_stream.h"
#include "model/cache/import_report.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace tailrace {

/// The stream with blanks for all that is no message, so that every byte stays where it was. A message starts with
/// "{" at the start of its line, or with {"resource within the first kMaxPrefix bytes.
class OtlpLogStream : public ByteStream
{
public:
    static constexpr std::size_t kMaxPrefix = 4096;

    /// `in` must outlive the stream.
    explicit OtlpLogStream(ByteStream& in)
        : m_in(in)
    {
    }
    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override;

    /// How many messages had something before them on their line.
    [[nodiscard]] std::uint64_t prefixes() const { return m_prefixes; }
    /// How many lines of text were passed over, and where the first one starts.
    [[nodiscard]] std::uint64_t textLines() const { return m_textLines; }
    [[nodiscard]] Location firstTextLine() const { return m_firstTextLine; }

private:
    enum class At { LineStart, Message, Text };

    void fill();
    [[nodiscard]] bool step();
    [[nodiscard]] bool startLine();
    void take(std::size_t count, bool isBlank);

    ByteStream& m_in;
    At m_at = At::LineStart;
    std::string m_pending;   // not looked through yet
    std::size_t m_taken = 0; // of m_pending
    std::string m_ready;
    std::size_t m_handedOut = 0; // of m_ready
    bool m_ended = false;
    Result<void> m_state;
    Location m_here{1, 0}; // of the first byte that was not taken
    std::uint64_t m_prefixes = 0;
    std::uint64_t m_textLines = 0;
    Location m_firstTextLine;
};

} // namespace tailrace
