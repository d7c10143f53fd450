// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/trace_search.h"

#include "model/base/attribute_blob.h"
#include "model/cache/trace_scanner.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <thread>
#include <unordered_map>

namespace tailrace {

namespace {

using Field = SearchTerm::Field;
using Test = SearchTerm::Test;
using TermSet = std::uint32_t; // a bit a term
static_assert(kMaxSearchTerms <= 32);

constexpr StringId kMostKeys = 1U << 20;     // that are kept by number
constexpr SpanIndex kSpansOfWorker = 50'000; // fewer are no work for a thread of their own
constexpr unsigned kMostWorkers = 8;
constexpr SpanIndex kStopChecks = 1024; // spans between two looks at the token

bool textMeets(const SearchTerm& term, std::string_view text)
{
    switch (term.test) {
    case Test::Equals:
        return equalsFolded(text, term.text);
    case Test::Differs:
        return !equalsFolded(text, term.text);
    default:
        return containsFolded(text, term.text);
    }
}

bool durationMeets(const SearchTerm& term, std::int64_t ns)
{
    switch (term.test) {
    case Test::Less:
        return ns < term.durationNs;
    case Test::LessOrEqual:
        return ns <= term.durationNs;
    case Test::More:
        return ns > term.durationNs;
    case Test::MoreOrEqual:
        return ns >= term.durationNs;
    case Test::Differs:
        return ns != term.durationNs;
    default:
        return ns == term.durationNs;
    }
}

/// Finds terms in attributes as they are stored. Remembers of each key what it means to the terms.
class BlobSearch
{
public:
    BlobSearch(const std::vector<SearchTerm>& terms, TraceScanner& scanner)
        : m_terms(terms)
        , m_scanner(scanner)
    {
        for (std::size_t i = 0; i < terms.size(); ++i) {
            if (terms[i].field == Field::Anywhere)
                m_anywhere |= TermSet{1} << i;
            else if (terms[i].field == Field::Attribute)
                m_attribute |= TermSet{1} << i;
        }
    }

    /// Terms that are searched in blobs at all.
    [[nodiscard]] TermSet wanted() const { return m_anywhere | m_attribute; }

    /// Terms of `open` that entries of the blob meet.
    [[nodiscard]] TermSet found(std::string_view blob, TermSet open)
    {
        TermSet result = 0;
        AttributeReader entry(blob);
        while ((open & ~result) != 0 && entry.next()) {
            const KeyMeaning& key = meaning(entry.key());
            result |= key.contains & open;
            if (const TermSet ask = (m_anywhere | key.compares) & open & ~result; ask != 0)
                result |= inValue(entry, ask);
        }
        return result;
    }

    /// Words of `open` that a text contains.
    [[nodiscard]] TermSet inText(std::string_view text, TermSet open) const
    {
        TermSet result = 0;
        for (TermSet left = open & m_anywhere; left != 0; left &= left - 1) {
            const int i = std::countr_zero(left);
            if (containsFolded(text, m_terms[static_cast<std::size_t>(i)].text))
                result |= TermSet{1} << i;
        }
        return result;
    }

    /// The same for a text of the cache's string table, each looked at once.
    [[nodiscard]] TermSet inString(StringId id)
    {
        const auto [known, isNew] = m_strings.try_emplace(id, 0);
        if (isNew)
            known->second = inText(m_scanner.text(id), m_anywhere);
        return known->second;
    }

private:
    struct KeyMeaning {
        TermSet contains = 0; // words that the key contains
        TermSet compares = 0; // conditions on this key
        bool isKnown = false;
    };

    const KeyMeaning& meaning(StringId key)
    {
        if (key < m_keys.size() && m_keys[key].isKnown)
            return m_keys[key];
        // Keys are strings that were met early, so their numbers are small; caches that do otherwise are slower.
        if (key < kMostKeys && key >= m_keys.size())
            m_keys.resize(key + 1);
        KeyMeaning& known = key < kMostKeys ? m_keys[key] : m_otherKeys[key];
        if (!known.isKnown) {
            const std::string_view text = m_scanner.text(key);
            known.isKnown = true;
            known.contains = inText(text, m_anywhere);
            for (std::size_t i = 0; i < m_terms.size(); ++i)
                if (m_terms[i].field == Field::Attribute && equalsFolded(text, m_terms[i].key))
                    known.compares |= TermSet{1} << i;
        }
        return known;
    }

    TermSet inValue(const AttributeReader& entry, TermSet ask)
    {
        char digits[32];
        std::string decoded;
        std::string_view text;
        switch (entry.type()) {
        case ValueType::Text:
            text = entry.content();
            break;
        case ValueType::Int: {
            const auto end = std::to_chars(std::begin(digits), std::end(digits), entry.integer());
            text = {digits, static_cast<std::size_t>(end.ptr - digits)};
            break;
        }
        case ValueType::True:
            text = "true";
            break;
        case ValueType::False:
            text = "false";
            break;
        case ValueType::Null:
            return 0;
        default:
            decoded = displayText(entry.value([this](StringId id) { return m_scanner.text(id); }));
            text = decoded;
        }
        TermSet result = 0;
        for (; ask != 0; ask &= ask - 1) {
            const int i = std::countr_zero(ask);
            if (textMeets(m_terms[static_cast<std::size_t>(i)], text))
                result |= TermSet{1} << i;
        }
        return result;
    }

    const std::vector<SearchTerm>& m_terms;
    TraceScanner& m_scanner;
    TermSet m_anywhere = 0;
    TermSet m_attribute = 0;
    std::vector<KeyMeaning> m_keys; // by number
    std::unordered_map<StringId, KeyMeaning> m_otherKeys;
    std::unordered_map<StringId, TermSet> m_strings;
};

class Search
{
public:
    Search(const SpanTable& table, const std::vector<SearchTerm>& terms, const std::stop_token& stop)
        : m_table(table)
        , m_terms(terms)
        , m_stop(stop)
        , m_all(terms.size() == 32 ? ~TermSet{0} : (TermSet{1} << terms.size()) - 1)
        , m_found(table.size(), 0)
        , m_possible(table.size(), true)
    {
    }

    /// What the table alone can tell. False if the cache has to be asked.
    bool searchTable();
    Result<void> searchCache(const std::string& cacheFile);

    [[nodiscard]] std::vector<SpanIndex> matches() const
    {
        std::vector<SpanIndex> result;
        for (SpanIndex i = 0; i < m_table.size(); ++i)
            if (m_found[i] == m_all)
                result.push_back(i);
        return result;
    }

private:
    [[nodiscard]] TermSet openOf(SpanIndex span) const { return m_possible[span] ? m_all & ~m_found[span] : 0; }
    [[nodiscard]] TermSet termsOfString(StringId id, Field field, std::vector<TermSet>& known) const;
    [[nodiscard]] TermSet termsOfSpan(SpanIndex span) const;
    [[nodiscard]] TermSet termsOfIds(SpanIndex span) const;
    Result<void> searchPart(const std::string& cacheFile, ScanPart part);
    Result<void> searchSpans(TraceScanner& scanner, BlobSearch& blobs, ScanPart part);
    Result<void> searchEvents(TraceScanner& scanner, BlobSearch& blobs, ScanPart part);
    Result<void> searchLogs(TraceScanner& scanner, BlobSearch& blobs);

    const SpanTable& m_table;
    const std::vector<SearchTerm>& m_terms;
    const std::stop_token& m_stop;
    TermSet m_all;
    std::vector<TermSet> m_found; // by span; workers write those of their parts
    std::vector<bool> m_possible; // false: a condition on the span's fields is not met
};

/// Terms on a field that one of the table's texts meets, words included. `known` remembers; all bits set = not looked at yet.
TermSet Search::termsOfString(StringId id, Field field, std::vector<TermSet>& known) const
{
    if (known[id] != ~TermSet{0})
        return known[id];
    TermSet result = 0;
    for (std::size_t i = 0; i < m_terms.size(); ++i) {
        if ((m_terms[i].field == field || m_terms[i].field == Field::Anywhere) &&
            textMeets(m_terms[i], m_table.strings.text(id)))
            result |= TermSet{1} << i;
    }
    return known[id] = result;
}

TermSet Search::termsOfSpan(SpanIndex span) const
{
    TermSet result = 0;
    for (std::size_t i = 0; i < m_terms.size(); ++i) {
        const SearchTerm& term = m_terms[i];
        const bool differs = term.test == Test::Differs;
        const bool knowsDuration = !has(m_table.marks[span], SpanMark::DurationUnknown);
        if ((term.field == Field::Duration && knowsDuration && durationMeets(term, m_table.durationNs[span])) ||
            (term.field == Field::Status && (m_table.status[span] == term.status) != differs) ||
            (term.field == Field::Kind && (m_table.kind[span] == term.kind) != differs))
            result |= TermSet{1} << i;
    }
    return result;
}

/// Words that are the span's id.
TermSet Search::termsOfIds(SpanIndex span) const
{
    TermSet result = 0;
    for (std::size_t i = 0; i < m_terms.size(); ++i) {
        const SearchTerm& term = m_terms[i];
        if (term.field != Field::Anywhere || term.text.size() != 16)
            continue;
        std::uint64_t id = 0;
        const char* end = term.text.data() + term.text.size();
        if (std::from_chars(term.text.data(), end, id, 16).ptr == end && id == m_table.spanId[span])
            result |= TermSet{1} << i;
    }
    return result;
}

bool Search::searchTable()
{
    std::vector<TermSet> names(m_table.strings.size(), ~TermSet{0});
    std::vector<TermSet> services(m_table.strings.size(), ~TermSet{0});
    TermSet ofFields = 0;
    bool hasIds = false;
    for (std::size_t i = 0; i < m_terms.size(); ++i) {
        const bool isOpen = m_terms[i].field == Field::Anywhere || m_terms[i].field == Field::Attribute;
        ofFields |= isOpen ? 0 : TermSet{1} << i;
        hasIds = hasIds || (m_terms[i].field == Field::Anywhere && m_terms[i].text.size() == 16);
    }
    bool isDone = true;
    for (SpanIndex i = 0; i < m_table.size(); ++i) {
        m_found[i] = termsOfString(m_table.nameId[i], Field::Name, names) |
                     termsOfString(m_table.serviceId[i], Field::Service, services) | termsOfSpan(i) |
                     (hasIds ? termsOfIds(i) : 0);
        m_possible[i] = (m_found[i] & ofFields) == ofFields;
        isDone = isDone && openOf(i) == 0;
    }
    return isDone;
}

Result<void> Search::searchSpans(TraceScanner& scanner, BlobSearch& blobs, ScanPart part)
{
    std::unordered_map<std::int64_t, TermSet> resources;
    SpanIndex seen = 0;
    return scanner.forEachSpan(
        m_table,
        [&](const ScannedSpan& row) {
            if (++seen % kStopChecks == 0 && m_stop.stop_requested())
                scanner.interrupt();
            TermSet open = openOf(row.span);
            if (open == 0)
                return;
            const auto [resource, isNew] = resources.try_emplace(row.resource, 0);
            if (isNew && row.resource != 0)
                resource->second = blobs.found(scanner.resourceAttributes(row.resource), blobs.wanted());
            open &= ~resource->second;
            const TermSet found = resource->second | blobs.inText(row.statusMessage, open);
            m_found[row.span] |= found | blobs.found(row.attributes, open & ~found);
        },
        part);
}

Result<void> Search::searchEvents(TraceScanner& scanner, BlobSearch& blobs, ScanPart part)
{
    SpanIndex seen = 0;
    return scanner.forEachEvent(
        m_table,
        [&](const ScannedEvent& row) {
            if (++seen % kStopChecks == 0 && m_stop.stop_requested())
                scanner.interrupt();
            const TermSet open = openOf(row.span);
            if (open != 0)
                m_found[row.span] |= blobs.inString(row.name) | blobs.found(row.attributes, open);
        },
        part);
}

Result<void> Search::searchLogs(TraceScanner& scanner, BlobSearch& blobs)
{
    // Several spans may have one id; a log belongs to them all. One that belongs to none is shown with the first.
    std::unordered_multimap<std::uint64_t, SpanIndex> spans;
    SpanIndex seen = 0;
    return scanner.forEachLog(m_table.traceId, [&](const ScannedLog& row) {
        if (++seen % kStopChecks == 0 && m_stop.stop_requested())
            scanner.interrupt();
        if (spans.empty()) {
            spans.reserve(m_table.size());
            for (SpanIndex i = 0; i < m_table.size(); ++i)
                spans.emplace(m_table.spanId[i], i);
        }
        const TermSet found = blobs.inString(row.name) | blobs.found(row.body, blobs.wanted()) |
                              blobs.found(row.attributes, blobs.wanted());
        const auto [first, end] = spans.equal_range(row.spanId.value);
        if (first == end)
            m_found[0] |= found;
        for (auto span = first; span != end; ++span)
            m_found[span->second] |= found;
    });
}

/// Spans and events of a part, on a connection of its own.
Result<void> Search::searchPart(const std::string& cacheFile, ScanPart part)
{
    auto scanner = TraceScanner::open(cacheFile);
    if (!scanner)
        return failure(std::move(scanner));
    const std::stop_callback interrupt(m_stop, [&scanner] { scanner->interrupt(); });
    BlobSearch blobs(m_terms, *scanner);
    for (const auto search : {&Search::searchSpans, &Search::searchEvents}) {
        Result<void> done = m_stop.stop_requested() ? failure(ErrorCode::Cancelled, "stopped")
                                                    : (this->*search)(*scanner, blobs, part);
        if (!done)
            return done;
    }
    return {};
}

Result<void> Search::searchCache(const std::string& cacheFile)
{
    const unsigned workers = std::clamp(
        std::min(std::thread::hardware_concurrency(), m_table.size() / kSpansOfWorker), 1U, kMostWorkers);
    std::vector<Result<void>> done(workers);
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 1; i < workers; ++i)
            threads.emplace_back([this, &cacheFile, &done, i, workers] {
                done[i] = searchPart(cacheFile, {i, workers});
            });
        done[0] = searchPart(cacheFile, {0, workers});
    }
    for (Result<void>& part : done)
        if (!part)
            return std::move(part);
    auto scanner = TraceScanner::open(cacheFile);
    if (!scanner)
        return failure(std::move(scanner));
    const std::stop_callback interrupt(m_stop, [&scanner] { scanner->interrupt(); });
    BlobSearch blobs(m_terms, *scanner);
    return m_stop.stop_requested() ? failure(ErrorCode::Cancelled, "stopped") : searchLogs(*scanner, blobs);
}

} // namespace

Result<SpanMatches> searchTrace(const std::string& cacheFile, const SpanTable& table, std::string_view query,
                                 const std::stop_token& stop)
{
    SearchTerms parsed = parseSearch(query);
    SpanMatches result;
    result.problem = std::move(parsed.problem);
    if (parsed.terms.empty() || table.empty())
        return result;
    Search search(table, parsed.terms, stop);
    if (!search.searchTable()) {
        Result<void> read = search.searchCache(cacheFile);
        if (!read)
            return failure(std::move(read));
    }
    result.matches = search.matches();
    return result;
}

} // namespace tailrace
