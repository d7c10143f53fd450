// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Trace and span ids as fixed-size values. A 64-bit trace id has a zero high half (W3C trace context allows
// both widths to meet; the high half is the left one in text). Zero means "none".

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

struct TraceId {
    std::uint64_t hi = 0;
    std::uint64_t lo = 0;

    [[nodiscard]] bool isZero() const { return hi == 0 && lo == 0; }
    bool operator==(const TraceId&) const = default;
    bool operator<(const TraceId& other) const { return hi != other.hi ? hi < other.hi : lo < other.lo; }
};

struct SpanId {
    std::uint64_t value = 0;

    [[nodiscard]] bool isZero() const { return value == 0; }
    bool operator==(const SpanId&) const = default;
    bool operator<(const SpanId& other) const { return value < other.value; }
};

/// 32 lower-case hex digits.
[[nodiscard]] std::string toHex(TraceId id);
/// 16 lower-case hex digits.
[[nodiscard]] std::string toHex(SpanId id);

/// 1 to 32 hex digits in either case, padded on the left with zeros; nothing else.
[[nodiscard]] std::optional<TraceId> parseTraceId(std::string_view hex);
/// 1 to 16 hex digits in either case, padded on the left with zeros; nothing else.
[[nodiscard]] std::optional<SpanId> parseSpanId(std::string_view hex);

} // namespace tailrace

namespace std {
template <>
struct hash<tailrace::TraceId> {
    std::size_t operator()(const tailrace::TraceId& id) const noexcept
    {
        return static_cast<std::size_t>((id.hi * 0x9E3779B97F4A7C15ULL) ^ (id.lo * 0xC2B2AE3D27D4EB4FULL));
    }
};
} // namespace std
