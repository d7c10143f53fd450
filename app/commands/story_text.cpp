// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/story_text.h"

#include "commands/sources.h"
#include "commands/terminal_text.h"
#include "model/analysis/trace_json.h"
#include "model/analysis/wording.h"
#include "model/base/format.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::int64_t kListed = 5;
constexpr std::size_t kMaxIndent = 10;

std::string shareOf(std::int64_t part, std::int64_t whole)
{
    return formatShare(static_cast<double>(part), static_cast<double>(whole));
}

/// The line cut to the width, if there is one.
std::string fitted(const std::string& line, int width)
{
    return (width > 0 ? cut(line, width) : line) + "\n";
}

/// "  1.80 s    75 %  payment › Charge Card"
std::string timeLine(std::int64_t ns, std::int64_t whole, std::size_t indent, const std::string& label)
{
    return paddedLeft(formatDuration(ns), 11) + paddedLeft(shareOf(ns, whole), 9) + "  " +
           std::string(indent, ' ') + terminalText(label);
}

void writeSentences(const std::vector<std::string>& sentences, int width, std::ostream& out)
{
    if (sentences.empty())
        return;
    std::string text;
    for (const std::string& sentence : sentences)
        text.append(text.empty() ? "" : " ").append(terminalText(sentence));
    out << '\n' << wrapped(text, width) << '\n';
}

/// Long chains lose their middle.
void writeChain(const SpanTable& trace, const TimeChain& chain, int width, const Style& style, std::ostream& out)
{
    constexpr std::size_t kMaxSteps = 24;
    const std::size_t count = chain.steps.size();
    if (count < 2)
        return;
    out << '\n' << style.bold("Where the time is, from the top down") << '\n';
    for (std::size_t i = 0; i < count; ++i) {
        if (count > kMaxSteps && i == kMaxSteps / 2) {
            i = count - kMaxSteps / 2;
            out << std::string(22, ' ') << "… " << formatCount(i - kMaxSteps / 2) << " more steps\n";
        }
        const TimeStep& step = chain.steps[i];
        const std::size_t indent = 2 * std::min(i, kMaxIndent);
        const std::string label = countedLabel(trace, step.span, step.count);
        out << fitted(timeLine(step.totalNs, chain.durationNs, indent, label), width);
        if (step.beside == kNoSpan)
            continue;
        const std::string beside = terminalText(countedLabel(trace, step.beside, step.besideCount));
        out << fitted(std::string(22 + indent, ' ') + "beside " + beside + ", " + formatDuration(step.besideNs),
                      width);
    }
}

void writeSelfTimes(const SpanTable& trace, const SelfTimes& selfTimes, int width, const Style& style,
                    std::ostream& out)
{
    if (selfTimes.largest.empty() || trace.size() < 2)
        return;
    out << '\n'
        << style.bold("Largest self times") << ", of " << formatDuration(selfTimes.sumNs) << " over all spans\n";
    for (const SelfTime& self : selfTimes.largest)
        out << fitted(timeLine(self.selfNs, selfTimes.sumNs, 0, countedLabel(trace, self.span, self.count)),
                      width);
}

void writeSpanRef(JsonWriter& json, const SpanTable& trace, SpanIndex span)
{
    json.key("spanId").text(toHex(SpanId{trace.spanId[span]}));
    json.key("service").text(trace.service(span)).key("name").text(trace.name(span));
}

void writeGap(JsonWriter& json, const SpanTable& trace, const std::optional<Stretch>& gap)
{
    json.key("gap");
    if (!gap) {
        json.null();
        return;
    }
    const auto id = [&](SpanIndex span) {
        return span == kNoSpan ? std::string() : toHex(SpanId{trace.spanId[span]});
    };
    json.beginObject();
    writeSpanRef(json, trace, gap->span);
    json.key("afterSpanId").text(id(gap->after)).key("beforeSpanId").text(id(gap->before));
    json.key("startNs").decimalText(gap->startNs).key("durationNs").integer(gap->durationNs);
    json.endObject();
}

void writeLists(JsonWriter& json, const SpanTable& trace, const Explanation& story)
{
    json.key("chain").beginArray();
    for (const TimeStep& step : story.chain.steps) {
        json.beginObject();
        writeSpanRef(json, trace, step.span);
        json.key("count").unsignedInteger(step.count).key("durationNs").integer(step.totalNs);
        json.key("selfNs").integer(step.selfNs).endObject();
    }
    json.endArray().key("selfTimes").beginArray();
    for (const SelfTime& self : story.selfTimes.largest) {
        json.beginObject();
        writeSpanRef(json, trace, self.span);
        json.key("count").unsignedInteger(self.count).key("selfNs").integer(self.selfNs).endObject();
    }
    json.endArray().key("selfSumNs").integer(story.selfTimes.sumNs);
    writeGap(json, trace, story.stretch);
    json.key("origins").beginArray();
    for (const FailureOrigin& origin : story.failures.origins) {
        json.beginObject();
        writeSpanRef(json, trace, origin.span);
        json.key("count").unsignedInteger(origin.count).key("servicesAway").unsignedInteger(origin.servicesAway);
        json.key("message").text(origin.text).endObject();
    }
    json.endArray();
}

} // namespace

void writeStory(const SpanTable& trace, const Explanation& story, int width, const Style& style, std::ostream& out)
{
    out << style.bold(wrapped(terminalText(story.title), width)) << '\n';
    out << wrapped(terminalText(story.headline), width) << '\n';
    writeChain(trace, story.chain, width, style, out);
    writeSelfTimes(trace, story.selfTimes, width, style, out);
    writeSentences(story.order, width, out);
    writeSentences(story.errors, width, out);
    writeSentences(story.structure, width, out);
    out << '\n'
        << style.faint("Trace " + toHex(trace.traceId) + ", " + formatInstantUtc(trace.traceStartNs)) << '\n';
}

void writeStoryJson(JsonWriter& json, const SpanTable& trace, const Explanation& story)
{
    json.beginObject();
    json.key("traceId").text(toHex(trace.traceId));
    json.key("title").text(story.title).key("headline").text(story.headline);
    json.key("startNs").decimalText(trace.traceStartNs).key("durationNs").integer(trace.traceDurationNs);
    json.key("spans").unsignedInteger(trace.size()).key("errors").unsignedInteger(trace.errorCount);
    json.key("services").beginArray();
    for (StringId service : trace.services)
        json.text(trace.strings.text(service));
    json.endArray().key("story").beginArray();
    for (const std::vector<std::string>* part : {&story.order, &story.errors, &story.structure})
        for (const std::string& sentence : *part)
            json.text(sentence);
    json.endArray();
    writeLists(json, trace, story);
    json.key("roots").unsignedInteger(trace.roots.size()).key("orphans").unsignedInteger(trace.orphanCount);
    json.key("cycles").unsignedInteger(story.cycles).key("duplicateIds").unsignedInteger(story.duplicateIds);
    json.key("unfinished").unsignedInteger(story.unfinished).endObject();
}

Result<SourceStory> tellSource(CacheReader& cache)
{
    SourceStory story;
    Result<CacheTotals> totals = cache.totals();
    if (!totals)
        return failure(std::move(totals));
    story.totals = *totals;
    TraceQuery query{TraceOrder::Errors, true, 0, -1};
    const Result<void> counted = forEachTrace(cache, query, [&](const TraceSummary& trace) {
        if (trace.errors == 0)
            return false;
        if (++story.failedTraces <= static_cast<std::uint64_t>(kListed))
            story.failed.push_back(trace);
        return true;
    });
    if (!counted)
        return tl::unexpected(counted.error());
    const auto first = [&](TraceOrder order, bool descending, std::int64_t limit) {
        return cache.traces({order, descending, 0, limit});
    };
    Result<std::vector<TraceSummary>> slowest = first(TraceOrder::Duration, true, kListed);
    Result<std::vector<TraceSummary>> earliest = first(TraceOrder::Start, false, 1);
    Result<std::vector<TraceSummary>> latest = first(TraceOrder::Start, true, 1);
    for (Result<std::vector<TraceSummary>>* list : {&slowest, &earliest, &latest})
        if (!*list)
            return failure(std::move(*list));
    story.slowest = std::move(*slowest);
    if (!earliest->empty() && !latest->empty()) {
        story.startNs = earliest->front().startNs;
        story.lastStartNs = latest->front().startNs;
    }
    return story;
}

void writeSourceStory(const SourceStory& story, const std::string& title, int width, const Style& style,
                      std::ostream& out)
{
    const CacheTotals& totals = story.totals;
    std::string text = title + " holds " + formatCount(totals.traces, "trace") + " with " +
                       formatCount(totals.spans, "span") + " of " + formatCount(totals.services, "service") +
                       ", begun from " + formatInstantUtc(story.startNs, 0) + " to " +
                       formatInstantUtc(story.lastStartNs, 0) + ". ";
    if (story.failedTraces == 0)
        text += "No span has status error.";
    else
        text += formatCount(totals.errors, "span") + (totals.errors == 1 ? " has" : " have") +
                " status error, in " + formatCount(story.failedTraces, "trace") + ".";
    out << wrapped(terminalText(text), width) << '\n';
    const auto list = [&](const char* heading, const std::vector<TraceSummary>& traces) {
        out << '\n' << style.bold(heading) << '\n' << fitted(traceLineHeading(), width);
        for (const TraceSummary& trace : traces)
            out << fitted(traceLine(trace), width);
    };
    list("The slowest", story.slowest);
    if (!story.failed.empty())
        list("Those with most errors", story.failed);
    out << "\nName one to read its story: tailrace explain " << toHex(story.slowest.front().traceId)
        << " SOURCE\n";
}

void writeSourceStoryJson(JsonWriter& json, const SourceStory& story)
{
    json.beginObject();
    json.key("traces").unsignedInteger(story.totals.traces).key("spans").unsignedInteger(story.totals.spans);
    json.key("services").unsignedInteger(story.totals.services).key("errors").unsignedInteger(story.totals.errors);
    json.key("failedTraces").unsignedInteger(story.failedTraces);
    json.key("slowest").beginArray();
    for (const TraceSummary& trace : story.slowest)
        writeTraceSummary(json, trace);
    json.endArray().key("failed").beginArray();
    for (const TraceSummary& trace : story.failed)
        writeTraceSummary(json, trace);
    json.endArray().endObject();
}

} // namespace tailrace
