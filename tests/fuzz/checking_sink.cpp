// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/checking_sink.h"

#include "fuzz/fuzz_target.h"
#include "model/base/hash.h"
#include "model/base/utf8.h"

#include <cstring>
#include <vector>

namespace tailrace::fuzz {

namespace {

/// Goes through a blob by the description in attribute_blob.h, independently of AttributeReader.
class BlobCheck
{
public:
    BlobCheck(std::string_view blob, std::size_t keys)
        : m_at(blob.data())
        , m_keys(keys)
    {
        m_open.push_back({m_at + blob.size(), true});
    }

    /// Number of entries at the top.
    [[nodiscard]] std::size_t walk()
    {
        std::size_t entries = 0;
        while (!m_open.empty()) {
            if (m_at == m_open.back().end) {
                m_open.pop_back();
                continue;
            }
            entries += m_open.size() == 1 ? 1 : 0;
            if (m_open.back().hasKeys)
                require(varint() < m_keys, "keys of a blob are known");
            value();
        }
        return entries;
    }

private:
    struct Open {
        const char* end;
        bool hasKeys;
    };

    [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(m_open.back().end - m_at); }

    std::string_view take(std::size_t count)
    {
        require(count <= left(), "lengths in a blob fit");
        const std::string_view bytes(m_at, count);
        m_at += count;
        return bytes;
    }

    std::uint64_t varint()
    {
        std::uint64_t number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(take(1).front());
            number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80)
                return number;
        }
        require(false, "numbers in a blob end");
        return 0;
    }

    void value()
    {
        const auto type = static_cast<ValueType>(take(1).front());
        switch (type) {
        case ValueType::Null:
        case ValueType::False:
        case ValueType::True:
            return;
        case ValueType::Int:
            varint();
            return;
        case ValueType::Double:
            take(sizeof(double));
            return;
        case ValueType::Text:
            require(isValidUtf8(take(varint())), "texts in a blob are UTF-8");
            return;
        case ValueType::Bytes:
            take(varint());
            return;
        case ValueType::Array:
        case ValueType::List: {
            std::uint32_t length = 0;
            std::memcpy(&length, take(sizeof length).data(), sizeof length);
            require(length <= left(), "arrays and lists of a blob fit");
            m_open.push_back({m_at + length, type == ValueType::List});
            require(m_open.size() <= kMaxAttributeDepth + 1, "blobs are nested no deeper than kMaxAttributeDepth");
            return;
        }
        }
        require(false, "types in a blob are known");
    }

    const char* m_at;
    std::size_t m_keys;
    std::vector<Open> m_open;
};

} // namespace

StringId CheckingSink::Keys::intern(std::string_view text)
{
    require(isValidUtf8(text), "keys are UTF-8");
    return m_pool.intern(text);
}

void CheckingSink::add(std::string_view bytes)
{
    m_digest.content = hashBytes(bytes, m_digest.content);
}

template <class... Fields>
void CheckingSink::addNumbers(Fields... fields)
{
    const std::uint64_t packed[] = {static_cast<std::uint64_t>(fields)...};
    add({reinterpret_cast<const char*>(packed), sizeof packed});
}

void CheckingSink::checkText(std::string_view text)
{
    require(isValidUtf8(text), "texts are UTF-8");
    addNumbers(text.size());
    add(text);
    m_written.append(text).push_back('\0');
}

void CheckingSink::checkBlob(const AttributeWriter& attributes)
{
    require(attributes.depth() == 0, "arrays and lists of a draft are closed");
    require(BlobCheck(attributes.blob(), m_keys.size()).walk() == attributes.count(),
            "entries of a blob are counted");
    addNumbers(attributes.count());
    add(attributes.blob());
    m_written.append(attributes.blob()).push_back('\0');
}

void CheckingSink::checkRefs(ResourceRef resource, ScopeRef scope) const
{
    require(resource >= 0 && static_cast<std::size_t>(resource) <= m_resources.size(), "the resource is known");
    require(scope >= 0 && static_cast<std::size_t>(scope) <= m_scopes.size(), "the scope is known");
}

std::int64_t CheckingSink::numberOf(std::unordered_map<std::string, std::int64_t>& known)
{
    const auto next = static_cast<std::int64_t>(known.size()) + 1;
    return known.try_emplace(std::move(m_written), next).first->second;
}

ResourceRef CheckingSink::addResource(const ResourceDraft& draft)
{
    m_written = std::to_string(draft.droppedAttributes);
    checkText(draft.service);
    checkText(draft.schemaUrl);
    checkBlob(draft.attributes);
    return numberOf(m_resources);
}

ScopeRef CheckingSink::addScope(const ScopeDraft& draft)
{
    m_written = std::to_string(draft.droppedAttributes);
    checkText(draft.name);
    checkText(draft.version);
    checkText(draft.schemaUrl);
    checkBlob(draft.attributes);
    return numberOf(m_scopes);
}

void CheckingSink::addSpan(SpanDraft& draft, Location where)
{
    ++m_digest.spans;
    m_written.clear();
    require(static_cast<unsigned>(draft.kind) <= static_cast<unsigned>(SpanKind::Consumer), "the kind is known");
    require(static_cast<unsigned>(draft.status) <= static_cast<unsigned>(StatusCode::Error),
            "the status is known");
    checkRefs(draft.resource, draft.scope);
    checkText(draft.name);
    checkText(draft.statusMessage);
    checkText(draft.traceState);
    checkBlob(draft.attributes);
    addNumbers(draft.traceId.hi, draft.traceId.lo, draft.spanId.value, draft.parentId.value, draft.kind,
               draft.status, draft.flags, draft.startNs, draft.durationNs, draft.marks, draft.droppedAttributes,
               draft.droppedEvents, draft.droppedLinks, draft.resource, draft.scope, where.line, where.offset);
    for (std::size_t i = 0; i < draft.eventCount(); ++i) {
        const EventDraft& event = draft.event(i);
        addNumbers(event.timeNs, event.droppedAttributes);
        checkText(event.name);
        checkBlob(event.attributes);
    }
    for (std::size_t i = 0; i < draft.linkCount(); ++i) {
        const LinkDraft& link = draft.link(i);
        addNumbers(link.traceId.hi, link.traceId.lo, link.spanId.value, link.flags, link.droppedAttributes);
        checkText(link.traceState);
        checkBlob(link.attributes);
    }
}

void CheckingSink::addLog(LogDraft& draft, Location where)
{
    ++m_digest.logs;
    m_written.clear();
    require(draft.severity >= 0 && draft.severity <= 24, "the severity is one of OpenTelemetry's");
    require(draft.body.count() <= 1, "a log record has one body");
    checkRefs(draft.resource, draft.scope);
    checkText(draft.severityText);
    checkText(draft.name);
    checkBlob(draft.body);
    checkBlob(draft.attributes);
    addNumbers(draft.traceId.hi, draft.traceId.lo, draft.spanId.value, draft.timeNs, draft.observedNs,
               draft.severity, draft.flags, draft.droppedAttributes, draft.resource, draft.scope, where.line,
               where.offset);
}

void CheckingSink::addListedTrace(const ListedTraceDraft& draft, Location)
{
    ++m_digest.listedTraces;
    m_written.clear();
    checkText(draft.rootService);
    checkText(draft.rootName);
    addNumbers(draft.traceId.hi, draft.traceId.lo, draft.startNs, draft.durationNs, draft.spans, draft.errors);
    for (const ListedTraceDraft::Service& service : draft.services) {
        checkText(service.name);
        addNumbers(service.spans, service.errors);
    }
}

void CheckingSink::problem(ProblemCode code, Location, std::string detail, std::uint64_t count)
{
    require(static_cast<unsigned>(code) < static_cast<unsigned>(kProblemCodes), "the problem is known");
    require(isValidUtf8(detail), "details of problems are UTF-8");
    m_digest.problems += count;
}

} // namespace tailrace::fuzz
