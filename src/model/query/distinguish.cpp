// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/distinguish.h"

#include "model/base/attribute_blob.h"
#include "model/query/query_scope.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace tailrace {

namespace {

constexpr double kLeastDifference = 0.05;
constexpr std::size_t kMaxValueBytes = 256;   // longer ones are texts that nobody compares
constexpr std::size_t kMaxValues = 500'000;   // further values are those of single traces
constexpr std::size_t kNameTag = 1;           // bytes before what identifies a value

/// Where a value stands: the first byte of its key.
enum Place : char { OfSpan = 's', OfResource = 'r', Name = 'n', Status = 't', Kind = 'k' };

struct Count {
    std::uint64_t traces[2] = {0, 0}; ///< outside, inside
    std::int64_t lastTrace = 0;       ///< that was counted
};

/// Every so manieth, so that a set becomes a sample.
std::vector<std::int64_t> sampleOf(const std::vector<std::int64_t>& traces)
{
    std::vector<std::int64_t> sample;
    const std::size_t size = std::min(traces.size(), Distinction::kSample);
    for (std::size_t i = 0; i < size; ++i)
        sample.push_back(traces[i * traces.size() / size]);
    return sample;
}

class ValueCounter
{
public:
    void add(const std::string& key, std::int64_t trace, int side)
    {
        auto at = m_counts.find(key);
        if (at == m_counts.end()) {
            if (m_counts.size() >= kMaxValues)
                return;
            at = m_counts.emplace(key, Count{}).first;
        }
        if (at->second.lastTrace == trace)
            return;
        at->second.lastTrace = trace;
        ++at->second.traces[side];
    }

    void addBlob(Place place, std::string_view blob, std::int64_t trace, int side)
    {
        AttributeReader reader(blob);
        while (reader.next()) {
            const bool isPlain = reader.type() <= ValueType::Text && reader.type() != ValueType::Null;
            if (!isPlain || reader.entry().size() > kMaxValueBytes)
                continue;
            m_key.assign(1, place);
            m_key += reader.entry();
            add(m_key, trace, side);
        }
    }

    [[nodiscard]] const std::unordered_map<std::string, Count>& counts() const { return m_counts; }

private:
    std::unordered_map<std::string, Count> m_counts;
    std::string m_key;
};

Result<void> countTrace(Statement& spans, std::int64_t trace, int side, ValueCounter& counter)
{
    spans.bind(1, trace);
    for (;;) {
        const Result<bool> row = spans.step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            return {};
        counter.add(std::string(1, Name) + std::to_string(spans.integer(0)), trace, side);
        counter.add(std::string(1, Status) + std::to_string(spans.integer(1)), trace, side);
        counter.add(std::string(1, Kind) + std::to_string(spans.integer(2)), trace, side);
        counter.addBlob(OfSpan, spans.blob(3), trace, side);
        counter.addBlob(OfResource, spans.blob(4), trace, side);
    }
}

Result<std::string> textOf(Statement& texts, std::int64_t number)
{
    const Result<bool> row = texts.bind(1, number).step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    std::string text(*row ? texts.text(0) : std::string_view{});
    texts.reset();
    return text;
}

QueryValue valueOf(const AttributeReader& reader)
{
    switch (reader.type()) {
    case ValueType::True:
    case ValueType::False:
        return QueryValue::ofBool(reader.type() == ValueType::True);
    case ValueType::Int:
        return QueryValue::ofInt(reader.integer());
    case ValueType::Double:
        return QueryValue::ofFloat(reader.number());
    default:
        return QueryValue::ofString(reader.content());
    }
}

/// Puts the field and value there that a key stands for.
Result<void> decode(const std::string& key, Statement& texts, Difference& difference)
{
    const std::string_view rest = std::string_view(key).substr(kNameTag);
    FieldRef& field = difference.field;
    if (key[0] == OfSpan || key[0] == OfResource) {
        AttributeReader reader(rest);
        if (!reader.next())
            return failure(ErrorCode::Internal, "an attribute could not be read again");
        Result<std::string> name = textOf(texts, static_cast<std::int64_t>(reader.key()));
        if (!name)
            return failure(std::move(name));
        field.scope = key[0] == OfSpan ? FieldScope::Span : FieldScope::Resource;
        field.key = std::move(*name);
        difference.value = valueOf(reader);
        return {};
    }
    const std::int64_t number = std::stoll(std::string(rest));
    field.intrinsic = key[0] == Name ? Intrinsic::Name : key[0] == Status ? Intrinsic::Status : Intrinsic::Kind;
    difference.value = QueryValue::of(key[0] == Status ? QueryType::Status : QueryType::Kind, number);
    if (key[0] == Name) {
        Result<std::string> name = textOf(texts, number);
        if (!name)
            return failure(std::move(name));
        difference.value = QueryValue::ofString(*name);
    }
    return {};
}

Result<void> compare(QueryScope& scope, const std::vector<std::int64_t> (&sides)[2], Distinction& result,
                     std::size_t limit, const std::stop_token& stop)
{
    Result<Statement> spans = scope.database.prepare(
        "SELECT s.name, s.status, s.kind, s.attributes, r.attributes FROM tree AS t JOIN span AS s ON s.id = t.span "
        "LEFT JOIN resource AS r ON r.id = s.resource WHERE t.trace = ?1");
    Result<Statement> texts = scope.database.prepare("SELECT text FROM string WHERE id = ?1");
    if (!spans || !texts)
        return !spans ? failure(std::move(spans)) : failure(std::move(texts));
    ValueCounter counter;
    for (const int side : {1, 0})
        for (const std::int64_t trace : sampleOf(sides[side])) {
            if (stop.stop_requested())
                return failure(ErrorCode::Cancelled, "cancelled");
            ++(side == 1 ? result.inside : result.outside);
            if (Result<void> counted = countTrace(*spans, trace, side, counter); !counted)
                return counted;
        }
    const auto share = [](std::uint64_t part, std::uint64_t whole) {
        return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
    };
    std::vector<std::pair<std::string, Difference>> found;
    for (const auto& [key, count] : counter.counts()) {
        Difference difference;
        difference.inside = count.traces[1];
        difference.outside = count.traces[0];
        difference.shareInside = share(difference.inside, result.inside);
        difference.shareOutside = share(difference.outside, result.outside);
        if (std::abs(difference.shareInside - difference.shareOutside) >= kLeastDifference)
            found.emplace_back(key, std::move(difference));
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        const double left = std::abs(a.second.shareInside - a.second.shareOutside);
        const double right = std::abs(b.second.shareInside - b.second.shareOutside);
        return left != right ? left > right : a.first < b.first;
    });
    found.resize(std::min(found.size(), limit));
    for (auto& [key, difference] : found) {
        if (Result<void> decoded = decode(key, *texts, difference); !decoded)
            return decoded;
        result.differences.push_back(std::move(difference));
    }
    return {};
}

/// Numbers of the traces on both sides: outside, inside.
Result<void> divide(const QueryScope& scope, const TraceRange& range, std::vector<std::int64_t> (&sides)[2])
{
    Result<Statement> rows =
        scope.database.prepare("SELECT id, start_ns, duration_ns FROM trace WHERE spans IS NOT NULL AND summary_only = 0");
    if (!rows)
        return failure(std::move(rows));
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            return {};
        const bool isFound = scope.hasTrace(rows->integer(0));
        if (!range.isWhole() && !isFound)
            continue;
        const bool isInside = isFound && range.holds(rows->integer(1), rows->integer(2));
        sides[isInside ? 1 : 0].push_back(rows->integer(0));
    }
}

} // namespace

Result<Distinction> whatDistinguishes(QueryEngine& engine, const Query& query, const TraceRange& range,
                                      std::size_t limit, const std::stop_token& stop)
{
    Distinction result;
    Result<void> done = engine.within(
        query,
        [&](QueryScope& scope) -> Result<void> {
            std::vector<std::int64_t> sides[2];
            Result<void> divided = divide(scope, range, sides);
            if (!divided)
                return divided;
            result.allInside = sides[1].size();
            result.allOutside = sides[0].size();
            if (sides[0].empty() || sides[1].empty())
                return {};
            return compare(scope, sides, result, limit, stop);
        },
        stop);
    if (!done)
        return failure(std::move(done));
    return result;
}

} // namespace tailrace
