// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/batch_builder.h"

#include "model/base/hash.h"
#include "model/cache/database.h"
#include "statements.h"

namespace tailrace {

namespace {
constexpr std::size_t kSpansPerBatch = 8192;
constexpr std::size_t kArenaPerBatch = 6 << 20;
constexpr std::size_t kStringBudget = 48 << 20;
constexpr std::size_t kContentBudget = 32 << 20;
constexpr std::size_t kNotedKeys = 64;
constexpr std::size_t kTraceBudget = 500'000;
} // namespace

std::size_t BatchBuilder::TextHash::operator()(std::string_view text) const
{
    return hashBytes(text);
}

BatchBuilder::BatchBuilder(const IdBases& bases, Flush flush)
    : m_next(bases)
    , m_flush(std::move(flush))
    , m_cacheNumber(1, 0)
{
}

StringId BatchBuilder::intern(std::string_view text)
{
    const std::size_t known = m_pool.size();
    StringId id = m_pool.intern(text);
    if (id < known)
        return m_cacheNumber[id];
    if (m_pool.memory() > kStringBudget) {
        m_pool.clear();
        m_cacheNumber.assign(1, 0);
        m_resources.clear();
        m_scopes.clear();
        id = m_pool.intern(text);
    }
    const std::int64_t number = m_next.string++;
    m_cacheNumber.push_back(static_cast<StringId>(number));
    m_batch.strings.push_back({number, m_batch.store(text)});
    noteKey(text, static_cast<StringId>(number));
    return static_cast<StringId>(number);
}

/// A text that is forgotten gets another number when it comes again; the older one stands in stored spans only.
void BatchBuilder::noteKey(std::string_view text, StringId number)
{
    if (text.ends_with(".is_summary") && m_summaryKeys.size() < kNotedKeys)
        m_summaryKeys.push_back(number);
    else if (text == "SampleRate" && m_sampleRateKeys.size() < kNotedKeys)
        m_sampleRateKeys.push_back(number);
}

std::string_view BatchBuilder::contentKey(std::initializer_list<std::string_view> parts, std::uint32_t a,
                                          std::uint32_t b)
{
    m_key.clear();
    const auto number = [this](std::uint64_t value) {
        m_key.append(reinterpret_cast<const char*>(&value), sizeof value);
    };
    number(a);
    number(b);
    for (std::string_view part : parts) {
        number(part.size());
        m_key.append(part);
    }
    if (m_contentBytes > kContentBudget) {
        m_resources.clear();
        m_scopes.clear();
        m_contentBytes = 0;
    }
    return m_key;
}

std::int64_t BatchBuilder::internResource(std::string_view service, std::string_view schemaUrl,
                                          std::string_view attributes, std::uint32_t dropped)
{
    const StringId serviceNumber = intern(service);
    const std::string_view key = contentKey({schemaUrl, attributes}, serviceNumber, dropped);
    if (const auto known = m_resources.find(key); known != m_resources.end())
        return known->second;
    const std::int64_t number = m_next.resource++;
    m_contentBytes += key.size() + 96;
    m_resources.emplace(key, number);
    rememberService(number, serviceNumber);
    m_batch.resources.push_back({number, serviceNumber, m_batch.store(schemaUrl), m_batch.store(attributes), dropped});
    return number;
}

std::int64_t BatchBuilder::internScope(std::string_view name, std::string_view version, std::string_view schemaUrl,
                                       std::string_view attributes, std::uint32_t dropped)
{
    const StringId nameNumber = intern(name);
    const std::string_view key = contentKey({version, schemaUrl, attributes}, nameNumber, dropped);
    if (const auto known = m_scopes.find(key); known != m_scopes.end())
        return known->second;
    const std::int64_t number = m_next.scope++;
    m_contentBytes += key.size() + 96;
    m_scopes.emplace(key, number);
    m_batch.scopes.push_back({number, nameNumber, m_batch.store(version), m_batch.store(schemaUrl),
                              m_batch.store(attributes), dropped});
    return number;
}

std::int64_t BatchBuilder::internTrace(TraceId id)
{
    // Spans of one trace mostly come together.
    if (m_lastTraceNumber != 0 && id == m_lastTrace)
        return m_lastTraceNumber;
    if (m_traces.size() >= kTraceBudget) {
        m_traces.clear();
        m_forgotTraces = true;
    }
    const auto [entry, isNew] = m_traces.try_emplace(id, m_next.trace);
    if (isNew) {
        m_batch.traces.push_back({m_next.trace, id.hi, id.lo});
        ++m_next.trace;
    }
    m_lastTrace = id;
    m_lastTraceNumber = entry->second;
    return entry->second;
}

StringId BatchBuilder::serviceOf(std::int64_t resource) const
{
    const auto index = static_cast<std::size_t>(resource);
    return index < m_serviceOf.size() ? m_serviceOf[index] : 0;
}

/// Never forgotten, unlike the resource's content: readers go on using its number.
void BatchBuilder::rememberService(std::int64_t resource, StringId service)
{
    const auto index = static_cast<std::size_t>(resource);
    if (index >= m_serviceOf.size())
        m_serviceOf.resize(index + 1);
    m_serviceOf[index] = service;
}

void BatchBuilder::beginSource()
{
    m_traces.clear();
    m_lastTrace = {};
    m_lastTraceNumber = 0;
    m_forgotTraces = false;
}

bool BatchBuilder::flushIfFull()
{
    if (m_batch.spans.size() < kSpansPerBatch && m_batch.logs.size() < kSpansPerBatch &&
        m_batch.listedTraces.size() < kSpansPerBatch && m_batch.listedServices.size() < kSpansPerBatch &&
        m_batch.arena.size() < kArenaPerBatch)
        return true;
    return flush();
}

bool BatchBuilder::flush()
{
    SpanBatch full = std::exchange(m_batch, {});
    m_batch.spans.reserve(full.spans.size());
    m_batch.arena.reserve(full.arena.size());
    return m_flush(std::move(full));
}

bool BatchBuilder::learn(Database& cache)
{
    Result<Statement> strings = cache.prepare(sql::kListStrings);
    Result<Statement> resources = cache.prepare(sql::kListResources);
    Result<Statement> scopes = cache.prepare(sql::kListScopes);
    if (!strings || !resources || !scopes)
        return false;
    while (strings->step().value_or(false) && m_pool.memory() < kStringBudget / 2) {
        const std::size_t known = m_pool.size();
        if (m_pool.intern(strings->text(1)) != known)
            continue;
        m_cacheNumber.push_back(static_cast<StringId>(strings->integer(0)));
        noteKey(strings->text(1), m_cacheNumber.back());
    }
    while (resources->step().value_or(false) && m_contentBytes < kContentBudget / 2) {
        const auto service = static_cast<StringId>(resources->integer(1));
        const std::string_view key = contentKey({resources->text(2), resources->blob(3)}, service,
                                                static_cast<std::uint32_t>(resources->integer(4)));
        m_contentBytes += key.size() + 96;
        m_resources.emplace(key, resources->integer(0));
        rememberService(resources->integer(0), service);
    }
    while (scopes->step().value_or(false) && m_contentBytes < kContentBudget / 2) {
        const std::string_view key =
            contentKey({scopes->text(2), scopes->text(3), scopes->blob(4)}, static_cast<StringId>(scopes->integer(1)),
                       static_cast<std::uint32_t>(scopes->integer(5)));
        m_contentBytes += key.size() + 96;
        m_scopes.emplace(key, scopes->integer(0));
    }
    return true;
}

} // namespace tailrace
