// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/table/table_preview.h"

#include "importers/table/table_guess.h"
#include "importers/table/table_row.h"
#include "importers/table/table_sample.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tailrace {

namespace {

void takeRow(TableRow& out, const TableMapping& mapping, const TableSample& sample, std::size_t row)
{
    out.begin({static_cast<std::int64_t>(row + 1), -1});
    for (std::size_t i = 0; i < sample.columns.size(); ++i) {
        const TableColumn* column = mapping.column(sample.columns[i]);
        if (column != nullptr && !sample.rows[row][i].empty())
            out.take(*column, sample.rows[row][i]);
    }
    out.finish();
}

void describe(TablePreview& preview, const SpanDraft& span, const std::string& service)
{
    preview.spanName = span.name;
    preview.service = span.resource == 0 ? std::string() : service;
    if (!has(span.marks, SpanMark::StartUnknown))
        preview.startNs = span.startNs;
    if (!has(span.marks, SpanMark::DurationUnknown))
        preview.durationNs = span.durationNs;
}

} // namespace

TablePreview previewTable(const TableSample& sample, const TableMapping& mapping)
{
    TablePreview preview;
    preview.rows = sample.rows.size();
    const Result<TableMapping> settled = settleFormats(mapping, sample);
    if (!settled) {
        preview.problem = settled.error().message;
        return preview;
    }
    preview.canImport = true;
    TableScratchSink sink;
    TableRow row(sink, *settled);
    std::vector<std::pair<TraceId, SpanId>> spans;
    std::vector<std::pair<TraceId, SpanId>> parents;
    for (std::size_t i = 0; i < sample.rows.size(); ++i) {
        sink.reset();
        takeRow(row, *settled, sample, i);
        if (preview.problem.empty() && !sink.complaints.empty())
            preview.problem = sink.complaints.front();
        if (!sink.span)
            continue;
        if (spans.empty())
            describe(preview, *sink.span, sink.service);
        preview.spans += sink.complaints.empty() ? 1 : 0;
        spans.emplace_back(sink.span->traceId, sink.span->spanId);
        if (!sink.span->parentId.isZero())
            parents.emplace_back(sink.span->traceId, sink.span->parentId);
    }
    std::sort(spans.begin(), spans.end());
    preview.parents =
        static_cast<std::size_t>(std::count_if(parents.begin(), parents.end(), [&](const auto& each) {
            return std::binary_search(spans.begin(), spans.end(), each);
        }));
    return preview;
}

} // namespace tailrace
