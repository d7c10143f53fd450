// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks Elastic APM's event stream. Errors are records of their own that name their span, which may stand before or
// behind them, and spans may give their start as an offset from that of their transaction, so spans wait until more
// than kMaxHeld bytes do; then the oldest is handed on with what is known. An error whose span never comes goes to its
// transaction, if that still waits, else it is counted.
//
// Some agents send no timestamps, since the server uses the time of arrival. If no event of the input has one, each
// transaction starts at 0 of a time line of its own (attribute elastic.relative_time), with its spans at their
// offsets. One thread.

#include "importers/elastic/elastic_event.h"
#include "importers/elastic/elastic_rum.h"
#include "importers/json/json_cursor.h"
#include "importers/span_sink.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tailrace {

class ElasticReader
{
public:
    static constexpr std::size_t kMaxHeld = std::size_t{64} << 20;

    ElasticReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

private:
    struct HeldSpan {
        SpanDraft span;
        ElasticSpan info;
        Location where;
        std::size_t bytes;
        bool isSettled = false; // its start is known, or known to stay unknown
    };
    struct HeldError {
        ElasticError error;
        Location where;
        std::size_t bytes;
        bool isTaken = false;
        std::uint64_t next; // number of the next one that waits for the same span
    };
    struct SpanKey {
        TraceId trace;
        SpanId span;
        bool operator==(const SpanKey&) const = default;
    };
    struct SpanKeyHash {
        std::size_t operator()(const SpanKey& key) const;
    };
    /// Errors that wait for a span, oldest first.
    struct ErrorList {
        std::uint64_t first;
        std::uint64_t last;
    };
    static constexpr std::uint64_t kNone = ~std::uint64_t{0};

    void document();
    void event();
    void metadata(std::string_view raw, Location where);
    void transaction(std::string_view raw, Location where);
    void innerSpans(const std::vector<std::string_view>& spans, Location where, const SpanDraft& transaction);
    [[nodiscard]] bool readSpan(std::string_view raw, Location where, bool isTransaction);
    void error(std::string_view raw, Location where);
    [[nodiscard]] ResourceRef resourceOf(const std::string& service, Location where);

    void hold(Location where);
    void takeErrors(HeldSpan& held);
    [[nodiscard]] HeldSpan* find(const SpanKey& key);
    [[nodiscard]] static SpanKey parentOf(const ElasticError& error);
    void attach(HeldSpan& held, ElasticError& error);
    [[nodiscard]] HeldSpan* transactionOf(HeldSpan& held);
    void settleTimes(HeldSpan& held);
    void handOnOldest();
    void settleOldestError();
    void finish();

    SpanSink& m_sink;
    JsonCursor m_cursor;
    ElasticEvents m_events;
    ElasticRum m_rum;

    // What the last metadata said.
    std::string m_metadata; // padded
    std::size_t m_metadataSize = 0;
    Location m_metadataWhere;
    ResourceDraft m_resource;
    ResourceRef m_resourceRef = 0;
    std::string m_service;
    std::map<std::string, ResourceRef> m_otherServices;

    // What waits. A number is the place in its queue plus the queue's first number.
    std::deque<HeldSpan> m_spans;
    std::deque<HeldError> m_errors;
    std::uint64_t m_firstSpan = 0;
    std::uint64_t m_firstError = 0;
    std::size_t m_spanBytes = 0;
    std::size_t m_errorBytes = 0;
    std::unordered_map<SpanKey, std::uint64_t, SpanKeyHash> m_spansById;
    std::unordered_map<SpanKey, ErrorList, SpanKeyHash> m_errorsByParent;

    SpanDraft m_span;
    ElasticSpan m_info;
    bool m_sawTime = false;
    std::uint64_t m_relative = 0;
    std::uint64_t m_composite = 0;
};

} // namespace tailrace
