// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/exporter.h"

#include "model/base/format.h"
#include "model/cache/cache_reader.h"

#include <algorithm>

namespace tailrace {

namespace {

struct LossText {
    LossKind kind;
    std::string_view name;
    std::string_view one;
    std::string_view many;
};
constexpr LossText kTexts[] = {
    {LossKind::TimePrecision, "timePrecision", "span has times rounded to microseconds",
     "spans have times rounded to microseconds"},
    {LossKind::NegativeLength, "negativeLength", "span that ends before it starts lost its length",
     "spans that end before they start lost their lengths"},
    {LossKind::TimeAsAttribute, "timeAsAttribute", "span has a time that only the attributes tailrace.…_ns hold",
     "spans have times that only the attributes tailrace.…_ns hold"},
    {LossKind::MadeUpId, "madeUpId", "span without an id got one", "spans without an id got one"},
    {LossKind::SharedMark, "sharedMark", "half of a shared span is told only by its id",
     "halves of shared spans are told only by their ids"},
    {LossKind::ValueType, "valueType", "attribute value lost its type", "attribute values lost their types"},
    {LossKind::RepeatedKey, "repeatedKey", "attribute with a repeated key is left out",
     "attributes with repeated keys are left out"},
    {LossKind::FieldName, "fieldName", "attribute has a name that the format uses for a field of its own",
     "attributes have names that the format uses for fields of its own"},
    {LossKind::ResourceAttribute, "resourceAttribute", "resource attribute became an attribute of the span",
     "resource attributes became attributes of their spans"},
    {LossKind::ResourceDetail, "resourceDetail", "span lost its resource's schema URL or dropped count",
     "spans lost their resource's schema URL or dropped count"},
    {LossKind::ScopeDetail, "scopeDetail", "span lost its scope's schema URL, attributes or dropped count",
     "spans lost their scope's schema URL, attributes or dropped count"},
    {LossKind::Flags, "flags", "span lost its W3C flags", "spans lost their W3C flags"},
    {LossKind::LinkLeftOut, "linkLeftOut", "link is left out", "links are left out"},
    {LossKind::LinkType, "linkType", "link became a reference of the type FOLLOWS_FROM",
     "links became references of the type FOLLOWS_FROM"},
    {LossKind::LinkDetail, "linkDetail", "link lost its attributes, trace state or flags",
     "links lost their attributes, trace states or flags"},
    {LossKind::TooLarge, "tooLarge", "record is larger than readers take", "records are larger than readers take"},
    {LossKind::LogLeftOut, "logLeftOut", "log record is left out: the format has none",
     "log records are left out: the format has none"},
    {LossKind::TraceLeftOut, "traceLeftOut", "trace is left out: its spans are not here",
     "traces are left out: their spans are not here"},
};

const LossText& textOf(LossKind kind)
{
    const auto text =
        std::find_if(std::begin(kTexts), std::end(kTexts), [kind](const LossText& t) { return t.kind == kind; });
    return text == std::end(kTexts) ? kTexts[0] : *text;
}

} // namespace

void ExportReport::lose(LossKind kind, SpanId span, std::uint64_t count)
{
    if (count == 0)
        return;
    const auto known =
        std::find_if(losses.begin(), losses.end(), [kind](const ExportLoss& l) { return l.kind == kind; });
    if (known != losses.end())
        known->count += count;
    else
        losses.push_back({kind, count, span});
}

void ExportReport::add(const ExportReport& other)
{
    spans += other.spans;
    traces += other.traces;
    for (const ExportLoss& loss : other.losses)
        lose(loss.kind, loss.example, loss.count);
}

std::string_view name(LossKind kind)
{
    return textOf(kind).name;
}

std::string sentence(const ExportLoss& loss)
{
    const LossText& text = textOf(loss.kind);
    return formatCount(loss.count) + " " + std::string(loss.count == 1 ? text.one : text.many);
}

Result<void> forEachExported(CacheReader& cache, std::optional<TraceId> trace, std::ostream& out,
                             ExportReport& report, const std::function<void(const SpanDetail&)>& each)
{
    std::optional<TraceId> current;
    const auto count = [&](const SpanDetail& span) {
        if (current != span.traceId)
            ++report.traces;
        current = span.traceId;
        ++report.spans;
        each(span);
        return out.good();
    };
    return trace ? cache.forEachSpan(*trace, count) : cache.forEachSpan(count);
}

Result<ExportReport> finishExport(CacheReader& cache, std::optional<TraceId> trace, std::ostream& out,
                                  LogsAre logs, ExportReport report)
{
    out.flush();
    if (!out)
        return failure(ErrorCode::Unreadable, "the spans could not be written");
    if (!trace) { // one that is only listed cannot be asked for
        const Result<CacheTotals> totals = cache.totals();
        if (!totals)
            return tl::unexpected<Error>(totals.error());
        report.lose(LossKind::TraceLeftOut, {}, totals->traces - std::min(totals->traces, report.traces));
    }
    if (logs == LogsAre::Written)
        return report;
    const auto add = [&report](const LogDetail& log) {
        report.lose(LossKind::LogLeftOut, log.spanId);
        return true;
    };
    Result<void> counted = trace ? cache.forEachLog(*trace, add) : cache.forEachLog(add);
    if (!counted)
        return failure(std::move(counted));
    return report;
}

} // namespace tailrace
