// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/recording_sink.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace tailrace::test {

class RecordingSink::Keys : public KeyInterner
{
public:
    StringId intern(std::string_view text) override
    {
        const auto [found, isNew] = m_ids.try_emplace(std::string(text), static_cast<StringId>(m_texts.size()));
        if (isNew)
            m_texts.push_back(found->first);
        return found->second;
    }
    [[nodiscard]] AttributeList decode(const AttributeWriter& attributes) const
    {
        return decodeAttributes(attributes.blob(),
                                [this](StringId id) -> std::string_view { return m_texts.at(id); });
    }

private:
    std::unordered_map<std::string, StringId> m_ids{{std::string(), 0}};
    std::vector<std::string> m_texts{std::string()};
};

namespace {

template <class T>
std::int64_t numberOf(std::vector<T>& all, T item)
{
    const auto found = std::find(all.begin(), all.end(), item);
    if (found != all.end())
        return found - all.begin() + 1;
    all.push_back(std::move(item));
    return static_cast<std::int64_t>(all.size());
}

} // namespace

Value RecordedSpan::attribute(std::string_view key) const
{
    const Value* found = findValue(attributes, key);
    return found != nullptr ? *found : Value{};
}

bool RecordedSpan::sameContent(const RecordedSpan& other) const
{
    RecordedSpan copy = other;
    copy.line = line;
    copy.offset = offset;
    return *this == copy;
}

RecordingSink::RecordingSink()
    : m_keys(std::make_unique<Keys>())
{
}

RecordingSink::~RecordingSink() = default;

KeyInterner& RecordingSink::keys()
{
    return *m_keys;
}

ResourceRef RecordingSink::addResource(const ResourceDraft& draft)
{
    return numberOf(m_resources, RecordedResource{draft.service, draft.schemaUrl, m_keys->decode(draft.attributes),
                                                  draft.droppedAttributes});
}

ScopeRef RecordingSink::addScope(const ScopeDraft& draft)
{
    return numberOf(m_scopes, RecordedScope{draft.name, draft.version, draft.schemaUrl,
                                            m_keys->decode(draft.attributes), draft.droppedAttributes});
}

void RecordingSink::addSpan(SpanDraft& draft, Location where)
{
    RecordedSpan span;
    span.traceId = draft.traceId;
    span.spanId = draft.spanId;
    span.parentId = draft.parentId;
    span.name = draft.name;
    span.kind = draft.kind;
    span.status = draft.status;
    span.statusMessage = draft.statusMessage;
    span.traceState = draft.traceState;
    span.flags = draft.flags;
    span.startNs = draft.startNs;
    span.durationNs = draft.durationNs;
    span.marks = draft.marks;
    span.droppedAttributes = draft.droppedAttributes;
    span.droppedEvents = draft.droppedEvents;
    span.droppedLinks = draft.droppedLinks;
    span.resource = draft.resource;
    span.scope = draft.scope;
    span.attributes = m_keys->decode(draft.attributes);
    for (std::size_t i = 0; i < draft.eventCount(); ++i) {
        const EventDraft& event = draft.event(i);
        span.events.push_back(
            {event.timeNs, event.name, m_keys->decode(event.attributes), event.droppedAttributes});
    }
    for (std::size_t i = 0; i < draft.linkCount(); ++i) {
        const LinkDraft& link = draft.link(i);
        span.links.push_back({link.traceId, link.spanId, link.traceState, link.flags,
                              m_keys->decode(link.attributes), link.droppedAttributes});
    }
    span.line = where.line;
    span.offset = where.offset;
    spans.push_back(std::move(span));
}

void RecordingSink::addLog(LogDraft& draft, Location)
{
    AttributeList body = m_keys->decode(draft.body);
    logs.push_back({draft.traceId, draft.spanId, draft.timeNs, draft.observedNs, draft.severity, draft.severityText,
                    draft.name, draft.flags, draft.droppedAttributes, draft.resource, draft.scope,
                    body.empty() ? Value{} : std::move(body.front().value), m_keys->decode(draft.attributes)});
}

void RecordingSink::addListedTrace(const ListedTraceDraft& draft, Location)
{
    listedTraces.push_back(draft);
}

void RecordingSink::problem(ProblemCode code, Location where, std::string detail, std::uint64_t count)
{
    problems.push_back({code, where, std::move(detail), count});
}

const RecordedResource& RecordingSink::resource(ResourceRef ref) const
{
    static const RecordedResource none;
    return ref > 0 ? m_resources.at(static_cast<std::size_t>(ref - 1)) : none;
}

const RecordedScope& RecordingSink::scope(ScopeRef ref) const
{
    static const RecordedScope none;
    return ref > 0 ? m_scopes.at(static_cast<std::size_t>(ref - 1)) : none;
}

const RecordedSpan* RecordingSink::find(std::string_view name) const
{
    const auto found =
        std::find_if(spans.begin(), spans.end(), [&](const RecordedSpan& span) { return span.name == name; });
    return found != spans.end() ? &*found : nullptr;
}

std::uint64_t RecordingSink::count(ProblemCode code) const
{
    std::uint64_t sum = 0;
    for (const RecordedProblem& problem : problems)
        sum += problem.code == code ? problem.count : 0;
    return sum;
}

std::uint64_t RecordingSink::problemCount() const
{
    std::uint64_t sum = 0;
    for (const RecordedProblem& problem : problems)
        sum += problem.count;
    return sum;
}

std::size_t RecordingSink::traceCount() const
{
    std::set<TraceId> ids;
    for (const RecordedSpan& span : spans)
        ids.insert(span.traceId);
    return ids.size();
}

std::size_t RecordingSink::serviceCount() const
{
    std::set<std::string> names;
    for (const RecordedSpan& span : spans) {
        if (!service(span).empty())
            names.insert(service(span));
    }
    return names.size();
}

void ChunkStream::failAtEnd(Error error)
{
    m_fails = true;
    m_error = std::move(error);
}

Result<std::size_t> ChunkStream::read(char* buffer, std::size_t size)
{
    size = m_data.copy(buffer, std::min(size, m_chunk));
    if (size == 0 && m_fails)
        return tl::unexpected<Error>(m_error);
    m_data.remove_prefix(size);
    return size;
}

} // namespace tailrace::test
