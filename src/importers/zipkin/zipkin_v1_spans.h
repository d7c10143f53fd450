// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Makes spans of the records of Zipkin v1, by the rules with which Zipkin converts them itself (zipkin2.v1,
// V1SpanConverter). A record with annotations of both sides is two spans with one id, the caller's and the
// callee's:
//
//   cs … cr    SpanKind::Client, from the one to the other        sr … ss    SpanKind::Server
//   ms … ws    SpanKind::Producer                                 wr … mr    SpanKind::Consumer
//
// The caller's side owns timestamp and duration of the record; the other side, and records without them, have
// those of their annotations. A server without the record's own times shares its client's id
// (SpanMark::SharedSpan), as v1 has no field to say so. Each side's service is that of its annotations' endpoints;
// other annotations become events and binary annotations tags of the side with their service, else of the first.
// The addresses sa, ca and ma become the remote endpoint of the client, the server and the messaging side; lc says
// that a span is local. One thread.

#include "importers/span_sink.h"
#include "importers/zipkin/zipkin_span.h"
#include "importers/zipkin/zipkin_v1_record.h"

#include <array>
#include <cstddef>

namespace tailrace {

class ZipkinV1Spans
{
public:
    explicit ZipkinV1Spans(SpanSink& sink);

    /// Hands on the one or two spans of a record.
    void handOn(const ZipkinV1Record& record, Location where);

private:
    /// One side of a call, or the whole of a record without sides.
    struct Side {
        SpanKind kind = SpanKind::Unspecified;
        const ZipkinV1Annotation* start = nullptr;
        const ZipkinV1Annotation* end = nullptr;
        ZipkinEndpoint local;
        ZipkinEndpoint remote;
        bool isShared = false;
        bool isOwner = false; // of the record's times
    };

    void findSides(const ZipkinV1Record& record);
    void addSide(SpanKind kind, const ZipkinV1Annotation* start, const ZipkinV1Annotation* end);
    void findEndpoints(const ZipkinV1Record& record);
    void placeAddress(const ZipkinV1Tag& tag);
    void finishWithoutSides(const ZipkinV1Record& record);
    [[nodiscard]] Side* sideFor(const ZipkinV1Tag& tag);
    [[nodiscard]] std::size_t sideOf(const ZipkinEndpoint& endpoint) const;
    void span(const ZipkinV1Record& record, std::size_t side, Location where);
    void times(const ZipkinV1Record& record, const Side& side);
    void events(const ZipkinV1Record& record, std::size_t side);
    void keepAddress(const ZipkinV1Tag& tag);
    void tags(const ZipkinV1Record& record, std::size_t side);

    SpanSink& m_sink;
    ZipkinSpanBuilder m_builder;
    SpanDraft m_span;
    std::array<Side, 2> m_sides;
    std::size_t m_sideCount = 0;
};

} // namespace tailrace
