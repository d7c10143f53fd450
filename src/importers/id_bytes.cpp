// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/id_bytes.h"

#include "model/base/hash.h"
#include "model/base/json_writer.h"

#include <optional>

namespace tailrace {

namespace {

constexpr std::size_t kTraceBytes = 16;
constexpr std::size_t kSpanBytes = 8;
/// Hex digits hold 4 bits, base64 digits 6: decoded wrongly an id becomes half as long again.
constexpr std::size_t kTraceMisread = 24;
constexpr std::size_t kSpanMisread = 12;

std::uint64_t bigEndian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (char c : bytes)
        value = (value << 8) | static_cast<unsigned char>(c);
    return value;
}

std::uint64_t neverZero(std::uint64_t hash)
{
    return hash != 0 ? hash : 1;
}

} // namespace

ReadTraceId traceIdFromBytes(std::string_view bytes)
{
    std::optional<TraceId> spelled;
    if (bytes.size() == kTraceMisread)
        spelled = parseTraceId(toBase64(bytes));
    else if (bytes.size() == 2 * kTraceBytes)
        spelled = parseTraceId(bytes);
    if (spelled)
        return {*spelled, false};
    if (bytes.size() > kTraceBytes)
        return {traceIdFromHash(bytes), true};
    const std::size_t high = bytes.size() > 8 ? bytes.size() - 8 : 0;
    const bool usual = bytes.empty() || bytes.size() == 8 || bytes.size() == kTraceBytes;
    return {{bigEndian(bytes.substr(0, high)), bigEndian(bytes.substr(high))}, !usual};
}

ReadSpanId spanIdFromBytes(std::string_view bytes)
{
    std::optional<SpanId> spelled;
    if (bytes.size() == kSpanMisread)
        spelled = parseSpanId(toBase64(bytes));
    else if (bytes.size() == 2 * kSpanBytes)
        spelled = parseSpanId(bytes);
    if (spelled)
        return {*spelled, false};
    if (bytes.size() > kSpanBytes)
        return {spanIdFromHash(bytes), true};
    return {{bigEndian(bytes)}, !bytes.empty() && bytes.size() != kSpanBytes};
}

TraceId traceIdFromHash(std::string_view text)
{
    return {hashBytes(text, 1), neverZero(hashBytes(text))};
}

SpanId spanIdFromHash(std::string_view text)
{
    return {neverZero(hashBytes(text))};
}

std::string hexOf(std::string_view bytes)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    out.reserve(2 * bytes.size());
    for (char c : bytes) {
        out += kDigits[(c >> 4) & 0xF];
        out += kDigits[c & 0xF];
    }
    return out;
}

} // namespace tailrace
