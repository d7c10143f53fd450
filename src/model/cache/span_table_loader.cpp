// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/span_table_loader.h"

#include "statements.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace tailrace {

namespace {

struct NumberedTexts {
    std::unordered_map<std::int64_t, StringId> names;
    std::unordered_map<std::int64_t, StringId> services; ///< by resource
};

void resizeColumns(SpanTable& table, std::size_t count)
{
    table.spanId.resize(count);
    table.parentId.resize(count);
    table.startNs.resize(count);
    table.durationNs.resize(count);
    table.nameId.resize(count);
    table.serviceId.resize(count);
    table.kind.resize(count);
    table.status.resize(count);
}

void readColumns(SpanTable& table, SpanIndex i, const Statement& row, NumberedTexts& texts, DetailRows& details)
{
    table.spanId[i] = static_cast<std::uint64_t>(row.integer(1));
    table.parentId[i] = static_cast<std::uint64_t>(row.integer(2));
    const auto [service, isNewService] = texts.services.try_emplace(row.integer(3), 0);
    if (isNewService)
        service->second = table.strings.intern(details.resource(service->first).service);
    table.serviceId[i] = service->second;
    const auto [name, isNewName] = texts.names.try_emplace(row.integer(4), 0);
    if (isNewName)
        name->second = table.strings.intern(details.text(name->first));
    table.nameId[i] = name->second;
    table.kind[i] = static_cast<SpanKind>(row.integer(5));
    table.status[i] = static_cast<StatusCode>(row.integer(6));
    table.startNs[i] = row.integer(7);
    table.durationNs[i] = row.integer(8);
}

} // namespace

void loadTree(CachedStatements& statements, std::int64_t trace, SpanTable& table)
{
    Statement* query = statements.statement(sql::kLoadTree);
    if (query == nullptr)
        return;
    query->bind(1, trace);
    while (statements.step(*query)) {
        table.depth.push_back(static_cast<std::uint32_t>(query->integer(0)));
        table.marks.push_back(static_cast<SpanMarks>(query->integer(1)));
        table.rowId.push_back(query->integer(2));
    }
}

/// A trace mostly lies in one piece of the span table: then that piece is read from end to end, which is several times
/// faster than looking up a million rows one by one in waterfall order.
void loadColumns(CachedStatements& statements, DetailRows& details, std::int64_t trace, SpanTable& table)
{
    const std::size_t count = table.rowId.size();
    if (count == 0)
        return;
    const auto [first, last] = std::minmax_element(table.rowId.begin(), table.rowId.end());
    const auto range = static_cast<std::size_t>(*last - *first) + 1;
    resizeColumns(table, count);
    NumberedTexts texts;
    if (count > 1000 && range / 4 < count) {
        std::vector<SpanIndex> indexOf(range, kNoSpan);
        for (std::size_t i = 0; i < count; ++i)
            indexOf[static_cast<std::size_t>(table.rowId[i] - *first)] = static_cast<SpanIndex>(i);
        Statement* query = statements.statement(sql::kLoadSpanRange);
        if (query == nullptr)
            return;
        const std::int64_t base = *first;
        query->bind(1, base).bind(2, *last).bind(3, trace);
        while (statements.step(*query)) {
            const SpanIndex i = indexOf[static_cast<std::size_t>(query->integer(0) - base)];
            if (i != kNoSpan)
                readColumns(table, i, *query, texts, details);
        }
        return;
    }
    Statement* query = statements.statement(sql::kLoadSpan);
    for (SpanIndex i = 0; query != nullptr && i < count; ++i) {
        if (!statements.step(query->bind(1, table.rowId[i])))
            return;
        readColumns(table, i, *query, texts, details);
        query->reset();
    }
}

} // namespace tailrace
