// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_proto_framing.h"

#include "importers/byte_stream.h"
#include "importers/decoding_stream.h"
#include "importers/json/json_outline.h"
#include "importers/proto/proto_reader.h"
#include "importers/zstd_stream.h"

#include <memory>
#include <optional>
#include <string>

namespace tailrace {

namespace {

/// One broken span must not make its neighbours something else.
constexpr int kSpansLookedAt = 8;
constexpr int kRecordsLookedAt = 64;
constexpr std::size_t kLookedAt = 64 * 1024;
constexpr std::uint32_t kLastSpanField = 16;
constexpr std::uint64_t kMaxExpansion = 1000;

bool decides(OtlpGuess guess)
{
    return guess == OtlpGuess::Spans || guess == OtlpGuess::Logs;
}

/// What was seen so far: one good record decides, otherwise one contradiction.
struct Evidence {
    OtlpGuess guess = OtlpGuess::Undecided;
    int spans = 0;

    void add(OtlpGuess seen)
    {
        if (decides(seen) || guess == OtlpGuess::Undecided)
            guess = seen;
    }
    void addSpan(OtlpGuess seen)
    {
        ++spans;
        add(seen);
    }
    [[nodiscard]] bool isEnough() const { return decides(guess) || spans >= kSpansLookedAt; }
};

/// Whether the walk over a message ended as it may: a message of which only the first part is there may break off.
bool endsWell(const ProtoMessage& message, bool isCut)
{
    return message.end() == ProtoMessage::End::Regular || isCut;
}

/// A span has its times and its kind where metrics and logs have something else.
struct SpanFields {
    OtlpGuess guess = OtlpGuess::Undecided;
    bool isWhole = true;
};
SpanFields spanFields(std::string_view message)
{
    SpanFields result;
    ProtoMessage fields(message);
    while (fields.next()) {
        switch (fields.tag()) {
        case varintTag(6):
        case fixed64Tag(7):
        case fixed64Tag(8):
            result.guess = OtlpGuess::Spans;
            break;
        case bytesTag(1):
        case bytesTag(2):
        case bytesTag(3):
        case bytesTag(4):
        case bytesTag(5):
        case bytesTag(9):
        case varintTag(10):
        case bytesTag(11):
        case varintTag(12):
        case bytesTag(13):
        case varintTag(14):
        case bytesTag(15):
        case fixed32Tag(16):
            break;
        default:
            if (fields.field() <= kLastSpanField)
                return {OtlpGuess::SomethingElse, true};
        }
    }
    result.isWhole = fields.end() == ProtoMessage::End::Regular;
    return result;
}

OtlpGuess guessSpan(std::string_view message, bool isCut)
{
    const SpanFields fields = spanFields(message);
    if (fields.guess == OtlpGuess::SomethingElse && isOtlpLog(message))
        return OtlpGuess::Logs;
    return fields.isWhole || isCut ? fields.guess : OtlpGuess::SomethingElse;
}

void lookAtScopeSpans(std::string_view message, bool isCut, Evidence& evidence)
{
    ProtoMessage fields(message);
    while (!evidence.isEnough() && fields.next()) {
        if (fields.tag() == bytesTag(2))
            evidence.addSpan(guessSpan(fields.bytes(), false));
        else if (fields.tag() != bytesTag(1) && fields.tag() != bytesTag(3))
            return evidence.add(OtlpGuess::SomethingElse);
    }
    if (!endsWell(fields, isCut))
        evidence.add(OtlpGuess::SomethingElse);
    else if (fields.end() == ProtoMessage::End::Cut && fields.tag() == bytesTag(2))
        evidence.addSpan(guessSpan(fields.bytes(), true));
}

/// A resource is a list of attributes, so each begins with a name.
bool fitsResource(std::string_view message, bool isCut)
{
    ProtoMessage fields(message);
    while (fields.next()) {
        if (fields.tag() == bytesTag(1)) {
            ProtoMessage attribute(fields.bytes());
            if (attribute.next() && attribute.tag() != bytesTag(1) && attribute.tag() != bytesTag(2))
                return false;
        } else if (fields.tag() != varintTag(2) && fields.tag() != bytesTag(3)) {
            return false;
        }
    }
    return endsWell(fields, isCut);
}

bool isScopeSpans(std::uint32_t tag)
{
    return tag == bytesTag(2) || tag == bytesTag(1000);
}

void lookAtResourceSpans(std::string_view message, bool isCut, Evidence& evidence)
{
    ProtoMessage fields(message);
    while (!evidence.isEnough() && fields.next()) {
        if (isScopeSpans(fields.tag()))
            lookAtScopeSpans(fields.bytes(), false, evidence);
        else if (fields.tag() == bytesTag(1) ? !fitsResource(fields.bytes(), false) : fields.tag() != bytesTag(3))
            return evidence.add(OtlpGuess::SomethingElse);
    }
    if (!endsWell(fields, isCut))
        evidence.add(OtlpGuess::SomethingElse);
    else if (fields.end() == ProtoMessage::End::Cut && isScopeSpans(fields.tag()))
        lookAtScopeSpans(fields.bytes(), true, evidence);
}

OtlpGuess guessRequest(std::string_view message, bool isCut)
{
    Evidence evidence;
    ProtoMessage fields(message);
    while (!evidence.isEnough() && fields.next()) {
        if (fields.tag() != bytesTag(1))
            return OtlpGuess::SomethingElse;
        lookAtResourceSpans(fields.bytes(), false, evidence);
    }
    if (!endsWell(fields, isCut))
        evidence.add(OtlpGuess::SomethingElse);
    else if (fields.end() == ProtoMessage::End::Cut && fields.tag() == bytesTag(1))
        lookAtResourceSpans(fields.bytes(), true, evidence);
    return evidence.guess;
}

OtlpGuess guessJson(std::string_view text)
{
    const std::optional<JsonOutline> outline = JsonOutline::scan(text);
    if (!outline)
        return OtlpGuess::SomethingElse;
    if (outline->has("resourceSpans"))
        return OtlpGuess::Spans;
    return outline->has("resourceLogs[].scopeLogs") ? OtlpGuess::Logs : OtlpGuess::Undecided;
}

OtlpGuess guessContent(std::string_view content, bool isCut)
{
    return content.starts_with('{') ? guessJson(content) : guessRequest(content, isCut);
}

/// A record that is a zstd frame of its own.
OtlpGuess guessCompressed(std::string_view frame)
{
    DecodingStream stream(BufferedInput(memoryStream(frame)), zstdCodec(),
                          {"record", std::make_shared<Expansion>(Expansion{frame.size(), 0, kMaxExpansion}), {}, {}});
    BufferedInput content(stream);
    const std::string_view start = content.ensure(kLookedAt);
    return guessContent(start.substr(0, kLookedAt), start.size() >= kLookedAt || !content.state());
}

/// Only the collector's file exporter compresses its records or writes JSON into them.
OtlpGuess guessRecord(std::string_view record, bool isCut, ProtoFraming framing)
{
    if (framing == ProtoFraming::Varint)
        return guessRequest(record, isCut);
    return isZstd(record) ? guessCompressed(record) : guessContent(record, isCut);
}

/// True if there is a record with spans or logs among the first ones.
bool fits(std::string_view head, ProtoFraming framing)
{
    for (int i = 0; i < kRecordsLookedAt; ++i) {
        const ProtoRecordHead next = protoRecordHead(head, framing);
        if (next.size == 0)
            return false;
        head.remove_prefix(next.size);
        const std::string_view record = head.substr(0, next.length);
        if (decides(guessRecord(record, record.size() < next.length, framing)))
            return true;
        head.remove_prefix(record.size());
    }
    return false;
}

} // namespace

bool isOtlpLog(std::string_view message)
{
    bool hasTime = false;
    ProtoMessage fields(message);
    while (fields.next()) {
        switch (fields.tag()) {
        case fixed64Tag(1):
        case fixed64Tag(11):
            hasTime = true;
            break;
        case varintTag(2):
        case bytesTag(3):
        case bytesTag(5):
        case bytesTag(6):
        case varintTag(7):
        case fixed32Tag(8):
        case bytesTag(9):
        case bytesTag(10):
        case bytesTag(12):
            break;
        default:
            if (fields.field() <= kLastSpanField)
                return false;
        }
    }
    return hasTime && fields.end() == ProtoMessage::End::Regular;
}

OtlpGuess guessResourceSpans(std::string_view message)
{
    Evidence evidence;
    ProtoMessage lists(message);
    while (!evidence.isEnough() && lists.next()) {
        ProtoMessage spans(isScopeSpans(lists.tag()) ? lists.bytes() : std::string_view());
        while (!evidence.isEnough() && spans.next()) {
            if (spans.tag() == bytesTag(2))
                evidence.addSpan(isOtlpLog(spans.bytes()) ? OtlpGuess::Logs : spanFields(spans.bytes()).guess);
        }
    }
    return evidence.guess;
}

ProtoFraming otlpFraming(std::string_view head)
{
    if (decides(guessRequest(head, true)))
        return ProtoFraming::Bare;
    for (const ProtoFraming framing : {ProtoFraming::BigEndian, ProtoFraming::Varint}) {
        if (fits(head, framing))
            return framing;
    }
    return ProtoFraming::None;
}

} // namespace tailrace
