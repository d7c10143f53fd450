// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/trace_scanner.h"

#include "model/cache/database.h"
#include "model/cache/schema.h"
#include "statements.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace tailrace {

namespace {

constexpr char kScannerPragmas[] = "PRAGMA query_only = ON;"
                                   "PRAGMA mmap_size = 1073741824;"
                                   "PRAGMA temp_store = MEMORY;";

/// Stretches of the span table that hold a trace. Gaps in it that are long are not read: other traces lie there.
struct RowRuns {
    struct Run {
        std::int64_t first = 0;
        std::int64_t last = 0;
        std::size_t begin = 0; // of `spans`
    };
    std::vector<Run> runs;
    std::vector<SpanIndex> spans; // by row number, run after run; kNoSpan = of another trace

    [[nodiscard]] SpanIndex spanOf(const Run& run, std::int64_t row) const
    {
        return row < run.first || row > run.last ? kNoSpan
                                                 : spans[run.begin + static_cast<std::size_t>(row - run.first)];
    }
};

constexpr std::int64_t kLongestGap = 64; // rows

constexpr std::int64_t kMostSparse = 2; // rows of other traces read for one of this, rather than sort

/// First and last row that a part may have.
std::pair<std::int64_t, std::int64_t> rowsOfPart(const SpanTable& table, ScanPart part)
{
    const auto [least, most] = std::minmax_element(table.rowId.begin(), table.rowId.end());
    const std::int64_t share = (*most - *least) / part.count + 1;
    const std::int64_t first = *least + share * part.index;
    return {first, std::min(*most, first + share - 1)};
}

RowRuns rowRuns(const SpanTable& table, ScanPart part)
{
    RowRuns found;
    if (table.empty())
        return found;
    const auto [first, last] = rowsOfPart(table, part);
    std::vector<std::pair<std::int64_t, SpanIndex>> rows;
    rows.reserve(table.size() / static_cast<std::size_t>(part.count) + 1);
    for (SpanIndex i = 0; i < table.size(); ++i)
        if (table.rowId[i] >= first && table.rowId[i] <= last)
            rows.emplace_back(table.rowId[i], i);
    if (rows.empty())
        return found;
    if (last - first < kMostSparse * static_cast<std::int64_t>(rows.size())) {
        found.runs.push_back({first, last, 0});
        found.spans.resize(static_cast<std::size_t>(last - first + 1), kNoSpan);
        for (const auto& [row, span] : rows)
            found.spans[static_cast<std::size_t>(row - first)] = span;
        return found;
    }
    std::sort(rows.begin(), rows.end());
    found.spans.reserve(rows.size());
    for (const auto& [row, span] : rows) {
        if (found.runs.empty() || row - found.runs.back().last > kLongestGap)
            found.runs.push_back({row, row, found.spans.size()});
        RowRuns::Run& run = found.runs.back();
        found.spans.resize(run.begin + static_cast<std::size_t>(row - run.first), kNoSpan);
        found.spans.push_back(span);
        run.last = row;
    }
    return found;
}

} // namespace

struct TraceScanner::Private {
    Database database;
    std::unordered_map<StringId, std::string> strings;
    std::optional<Statement> textOfString;

    Result<std::int64_t> numberOf(TraceId id)
    {
        auto query = database.prepare(sql::kTraceNumber);
        if (!query)
            return failure(std::move(query));
        query->bind(1, static_cast<std::int64_t>(id.hi)).bind(2, static_cast<std::int64_t>(id.lo));
        const Result<bool> row = query->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            return failure(ErrorCode::NotFound, "no trace " + toHex(id) + " here");
        return query->integer(0);
    }

    /// Calls `each` for every row of a statement.
    template <class Each>
    static Result<void> eachRow(Statement& query, Each each)
    {
        for (;;) {
            const Result<bool> row = query.step();
            if (!row)
                return tl::unexpected<Error>(row.error());
            if (!*row)
                return {};
            each(query);
        }
    }
};

TraceScanner::TraceScanner(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

TraceScanner::~TraceScanner() = default;
TraceScanner::TraceScanner(TraceScanner&&) noexcept = default;
TraceScanner& TraceScanner::operator=(TraceScanner&&) noexcept = default;

Result<TraceScanner> TraceScanner::open(const std::string& path)
{
    Result<Database> database = Database::open(path, Database::Mode::ReadOnly);
    if (!database)
        return failure(std::move(database));
    auto d = std::make_unique<Private>();
    d->database = std::move(*database);
    for (Result<void> ready : {checkSchema(d->database), d->database.execute(kScannerPragmas)}) {
        if (!ready)
            return failure(std::move(ready));
    }
    return TraceScanner(std::move(d));
}

Result<void> TraceScanner::forEachSpan(const SpanTable& table, const std::function<void(const ScannedSpan&)>& each,
                                       ScanPart part)
{
    const Result<std::int64_t> number = d->numberOf(table.traceId);
    if (!number)
        return tl::unexpected<Error>(number.error());
    auto query = d->database.prepare(sql::kScanSpanRange);
    if (!query)
        return failure(std::move(query));
    const RowRuns rows = rowRuns(table, part);
    for (const RowRuns::Run& run : rows.runs) {
        query->bind(1, run.first).bind(2, run.last).bind(3, *number);
        Result<void> read = Private::eachRow(*query, [&](const Statement& row) {
            if (const SpanIndex span = rows.spanOf(run, row.integer(0)); span != kNoSpan)
                each({span, row.integer(1), row.text(2), row.blob(3)});
        });
        if (!read)
            return read;
        query->reset();
    }
    return {};
}

Result<void> TraceScanner::forEachEvent(const SpanTable& table,
                                        const std::function<void(const ScannedEvent&)>& each, ScanPart part)
{
    auto query = d->database.prepare(sql::kScanEvents);
    if (!query)
        return failure(std::move(query));
    const RowRuns rows = rowRuns(table, part);
    for (const RowRuns::Run& run : rows.runs) {
        query->bind(1, run.first).bind(2, run.last);
        Result<void> read = Private::eachRow(*query, [&](const Statement& row) {
            if (const SpanIndex span = rows.spanOf(run, row.integer(0)); span != kNoSpan)
                each({span, static_cast<StringId>(row.integer(1)), row.blob(2)});
        });
        if (!read)
            return read;
        query->reset();
    }
    return {};
}

Result<void> TraceScanner::forEachLog(TraceId id, const std::function<void(const ScannedLog&)>& each)
{
    auto query = d->database.prepare(sql::kScanLogs);
    if (!query)
        return failure(std::move(query));
    query->bind(1, static_cast<std::int64_t>(id.hi)).bind(2, static_cast<std::int64_t>(id.lo));
    return Private::eachRow(*query, [&](const Statement& row) {
        each({SpanId{static_cast<std::uint64_t>(row.integer(0))}, static_cast<StringId>(row.integer(1)),
              row.blob(2), row.blob(3)});
    });
}

Result<void> TraceScanner::forEachLinkTo(TraceId id, std::int64_t atMost,
                                         const std::function<void(LinkFrom)>& each)
{
    auto query = d->database.prepare(sql::kLinksToTrace);
    if (!query)
        return failure(std::move(query));
    query->bind(1, static_cast<std::int64_t>(id.hi)).bind(2, static_cast<std::int64_t>(id.lo)).bind(3, atMost);
    return Private::eachRow(*query, [&](const Statement& row) {
        each({SpanId{static_cast<std::uint64_t>(row.integer(0))},
              {static_cast<std::uint64_t>(row.integer(1)), static_cast<std::uint64_t>(row.integer(2))},
              SpanId{static_cast<std::uint64_t>(row.integer(3))},
              std::string(row.text(4)),
              std::string(row.text(5))});
    });
}

std::string_view TraceScanner::text(StringId id)
{
    const auto [known, isNew] = d->strings.try_emplace(id);
    if (isNew && id != 0) {
        if (!d->textOfString) {
            auto query = d->database.prepare(sql::kStringText);
            if (!query)
                return known->second;
            d->textOfString = std::move(*query);
        }
        if (d->textOfString->bind(1, id).step().value_or(false))
            known->second = d->textOfString->text(0);
        d->textOfString->reset();
    }
    return known->second;
}

std::string TraceScanner::resourceAttributes(std::int64_t resource)
{
    auto query = d->database.prepare(sql::kResourceDetail);
    if (query && query->bind(1, resource).step().value_or(false))
        return std::string(query->blob(3));
    return {};
}

Result<PeerSample> TraceScanner::peers(std::int64_t rowId, std::int64_t atMost)
{
    auto range = d->database.prepare(sql::kSpanIdRange);
    if (!range)
        return failure(std::move(range));
    const Result<bool> hasRange = range->step();
    if (!hasRange)
        return tl::unexpected<Error>(hasRange.error());
    const std::int64_t least = range->integer(0);
    const std::int64_t most = range->integer(1);
    const std::int64_t first = std::max(least, std::min(rowId - atMost / 2, most - atMost + 1));
    const std::int64_t last = std::min(most, first + atMost - 1);
    auto query = d->database.prepare(sql::kPeersOfSpan);
    if (!query)
        return failure(std::move(query));
    query->bind(1, first).bind(2, last).bind(3, rowId);
    PeerSample sample;
    sample.isWhole = first == least && last == most;
    Result<void> read = Private::eachRow(*query, [&](const Statement& row) {
        const auto marks = static_cast<SpanMarks>(row.integer(1));
        if (row.integer(0) >= 0 && !has(marks, SpanMark::DurationUnknown))
            sample.durationsNs.push_back(row.integer(0));
    });
    if (!read)
        return failure(std::move(read));
    std::sort(sample.durationsNs.begin(), sample.durationsNs.end());
    return sample;
}

void TraceScanner::interrupt()
{
    d->database.interrupt();
}

} // namespace tailrace
