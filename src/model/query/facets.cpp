// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/facets.h"

#include "model/query/query_functions.h"
#include "model/query/query_scope.h"
#include "model/query/trace_evaluator.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace tailrace {

namespace {

constexpr int kFirstField = 2; // columns before: span and trace

/// Counts traces by value, one pair of (value, trace) a span at most.
class Counter
{
public:
    /// How a column is read: numbers of strings, resources and codes are turned into values at the end only.
    enum class Column : std::uint8_t { Text, Service, Status, Kind, Value };

    Counter(FieldRef field, ConditionSql& writer)
        : m_field(std::move(field))
        , m_column(columnOf(m_field))
    {
        switch (m_column) {
        case Column::Text:
            m_sql = "s.name";
            break;
        case Column::Service:
            m_sql = "s.resource";
            break;
        case Column::Status:
            m_sql = "s.status";
            break;
        case Column::Kind:
            m_sql = "s.kind";
            break;
        case Column::Value:
            m_sql = writer.value(m_field);
        }
    }

    [[nodiscard]] const std::string& sql() const { return m_sql; }

    void add(const Statement& row, int column, std::uint32_t trace)
    {
        if (m_column != Column::Value)
            return addPair(static_cast<std::uint32_t>(row.integer(column)), trace);
        QueryValue read = readValue(row, column);
        for (QueryValue& item : read.items) // of all events or links, or of an array
            addValue(std::move(item), trace);
        addValue(std::move(read), trace);
    }

    [[nodiscard]] Result<Facet> finish(Database& database, std::size_t limit)
    {
        if (m_column == Column::Service || m_column == Column::Text)
            if (Result<void> read = readTexts(database); !read)
                return failure(std::move(read));
        std::sort(m_pairs.begin(), m_pairs.end());
        m_pairs.erase(std::unique(m_pairs.begin(), m_pairs.end()), m_pairs.end());
        Facet facet;
        facet.field = m_field;
        for (auto first = m_pairs.begin(); first != m_pairs.end();) {
            const std::uint64_t value = *first >> 32;
            const auto last = std::find_if(first, m_pairs.end(), [value](std::uint64_t p) { return p >> 32 != value; });
            facet.values.push_back({valueOf(static_cast<std::uint32_t>(value)), static_cast<std::uint64_t>(last - first)});
            first = last;
        }
        facet.distinct = facet.values.size();
        std::sort(facet.values.begin(), facet.values.end(), [](const FacetValue& a, const FacetValue& b) {
            return a.traces != b.traces ? a.traces > b.traces : groupKey(a.value) < groupKey(b.value);
        });
        if (facet.values.size() > limit)
            facet.values.resize(limit);
        return facet;
    }

private:
    static Column columnOf(const FieldRef& field)
    {
        if (field.intrinsic == Intrinsic::Name)
            return Column::Text;
        if (field.intrinsic == Intrinsic::Status)
            return Column::Status;
        if (field.intrinsic == Intrinsic::Kind)
            return Column::Kind;
        const bool isService = field.intrinsic == Intrinsic::None && field.scope == FieldScope::Resource &&
                               field.key == "service.name" && !field.ofParent;
        return isService ? Column::Service : Column::Value;
    }

    void addValue(QueryValue value, std::uint32_t trace)
    {
        if (!value.isNil() && value.type != QueryType::Other && value.type != QueryType::Array)
            addPair(numberOf(std::move(value)), trace);
    }

    void addPair(std::uint32_t value, std::uint32_t trace)
    {
        const std::uint64_t pair = std::uint64_t{value} << 32 | trace;
        if (m_pairs.empty() || m_pairs.back() != pair)
            m_pairs.push_back(pair);
    }

    std::uint32_t numberOf(QueryValue value)
    {
        const auto [at, isNew] = m_numbers.try_emplace(groupKey(value), static_cast<std::uint32_t>(m_values.size()));
        if (isNew)
            m_values.push_back(std::move(value));
        return at->second;
    }

    /// Turns the numbers of the pairs into numbers of values: the same text may stand under several.
    [[nodiscard]] Result<void> readTexts(Database& database)
    {
        const char* sql = m_column == Column::Text
                              ? "SELECT text FROM texts WHERE id = ?"
                              : "SELECT coalesce(attribute(r.attributes, 'service.name'), "
                                "(SELECT text FROM texts WHERE id = r.service)) FROM resource AS r WHERE r.id = ?";
        Result<Statement> text = database.prepare(sql);
        if (!text)
            return failure(std::move(text));
        std::unordered_map<std::uint32_t, std::int64_t> numbers; // -1: none
        for (std::uint64_t& pair : m_pairs) {
            const auto [at, isNew] = numbers.try_emplace(static_cast<std::uint32_t>(pair >> 32), -1);
            if (isNew) {
                const Result<bool> row = text->bind(1, std::int64_t{at->first}).step();
                if (!row)
                    return tl::unexpected<Error>(row.error());
                QueryValue read = *row ? readValue(*text, 0) : QueryValue{};
                text->reset();
                if (!read.isNil() && read != QueryValue::ofString(""))
                    at->second = numberOf(std::move(read));
            }
            pair = at->second < 0 ? UINT64_MAX
                                  : static_cast<std::uint64_t>(at->second) << 32 | (pair & UINT32_MAX);
        }
        std::erase(m_pairs, UINT64_MAX);
        return {};
    }

    [[nodiscard]] QueryValue valueOf(std::uint32_t number) const
    {
        if (m_column == Column::Status)
            return QueryValue::of(QueryType::Status, number);
        if (m_column == Column::Kind)
            return QueryValue::of(QueryType::Kind, number);
        QueryValue value = m_values[number];
        if (typeOf(m_field) == QueryType::Duration)
            value.type = QueryType::Duration;
        return value;
    }

    FieldRef m_field;
    Column m_column;
    std::string m_sql;
    std::vector<std::uint64_t> m_pairs; ///< value << 32 | trace
    std::vector<QueryValue> m_values;
    std::unordered_map<std::string, std::uint32_t> m_numbers; ///< by groupKey()
};

Result<std::vector<Facet>> count(QueryScope& scope, const TraceRange& range, const std::vector<FieldRef>& fields,
                                 std::size_t limit, const std::stop_token& stop)
{
    IdSet among;
    if (!range.isWhole()) {
        Result<IdSet> within = tracesWithin(scope, range);
        if (!within)
            return failure(std::move(within));
        among = std::move(*within);
        scope.among = &among;
    }
    ConditionSql writer;
    std::vector<Counter> counters;
    std::string text = "SELECT s.id, s.trace";
    for (const FieldRef& field : fields) {
        counters.emplace_back(field, writer);
        text += ", " + counters.back().sql();
    }
    // Asked as a condition, so that the columns of other spans are not even read.
    text += " FROM span AS s WHERE in_scope(s.id, s.trace)";
    std::vector<std::unique_ptr<std::string>> bound;
    Result<Statement> rows = prepareSql(scope.database, writer.take(std::move(text)), bound);
    if (!rows)
        return failure(std::move(rows));
    for (std::uint64_t number = 1;; ++number) {
        const Result<bool> row = rows->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            break;
        if (number % 4096 == 0 && stop.stop_requested())
            return failure(ErrorCode::Cancelled, "cancelled");
        for (std::size_t i = 0; i < counters.size(); ++i)
            counters[i].add(*rows, kFirstField + static_cast<int>(i), static_cast<std::uint32_t>(rows->integer(1)));
    }
    std::vector<Facet> facets;
    for (Counter& counter : counters) {
        Result<Facet> facet = counter.finish(scope.database, limit);
        if (!facet)
            return failure(std::move(facet));
        facets.push_back(std::move(*facet));
    }
    return facets;
}

} // namespace

std::vector<FieldRef> commonFacets()
{
    std::vector<FieldRef> fields(6);
    fields[0].scope = FieldScope::Resource;
    fields[0].key = "service.name";
    fields[1].intrinsic = Intrinsic::Name;
    fields[2].intrinsic = Intrinsic::Status;
    fields[3].intrinsic = Intrinsic::Kind;
    fields[4].scope = FieldScope::Span;
    fields[4].key = "http.response.status_code";
    fields[5].scope = FieldScope::Span;
    fields[5].key = "http.status_code"; // as older instrumentation names it
    return fields;
}

Result<std::vector<Facet>> countsBy(QueryEngine& engine, const Query& query, const TraceRange& range,
                                    const std::vector<FieldRef>& fields, std::size_t limit, const std::stop_token& stop)
{
    std::vector<Facet> facets;
    Result<void> done = engine.within(
        query,
        [&](QueryScope& scope) -> Result<void> {
            Result<std::vector<Facet>> counted = count(scope, range, fields, limit, stop);
            if (!counted)
                return failure(std::move(counted));
            facets = std::move(*counted);
            return {};
        },
        stop);
    if (!done)
        return failure(std::move(done));
    return facets;
}

} // namespace tailrace
