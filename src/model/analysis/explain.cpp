// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/explain.h"

#include "model/analysis/headline.h"
#include "model/analysis/wording.h"
#include "model/base/format.h"

namespace tailrace {

namespace {

/// A stretch of own time is told from this share of the trace on.
constexpr double kWorthTelling = 0.1;
/// A call follows another at once if the pause is at most this share of the root; it is told if it is longer than
/// that.
constexpr double kRightBehind = 0.05;

std::string title(const SpanTable& trace, const TimeChain& chain)
{
    if (trace.empty())
        return "A trace without spans.";
    std::string text = spanName(trace, trace.mainRoot);
    if (const std::string_view service = trace.service(trace.mainRoot); !service.empty())
        text += " on " + std::string(service);
    text += chain.rootLengthUnknown ? " has no recorded end; its trace spans " : " took ";
    text += formatDuration(chain.rootLengthUnknown ? trace.traceDurationNs : chain.durationNs);
    const std::string whole = formatDuration(trace.traceDurationNs);
    if (!chain.rootLengthUnknown && whole != formatDuration(chain.durationNs))
        text += ", its trace " + whole;
    text += ": " + formatCount(trace.size(), "span") + ", " + formatCount(trace.services.size(), "service") + ", ";
    return text + (trace.errorCount == 0 ? "no errors" : formatCount(trace.errorCount, "error")) + ".";
}

/// The children of `parent` that take any time, if no two of them run at once; else none.
std::vector<SpanIndex> sequence(const SpanTable& trace, SpanIndex parent)
{
    std::vector<SpanIndex> children;
    std::int64_t cursor = INT64_MIN;
    for (SpanIndex c = parent + 1; c < trace.subtreeEnd(parent); c = trace.subtreeEnd(c)) {
        if (trace.durationNs[c] == 0)
            continue;
        if (trace.startNs[c] < cursor)
            return {};
        cursor = trace.endNs(c);
        children.push_back(c);
    }
    return children;
}

/// Whether the children of the main root ran one after the other, and who started right behind the longest of
/// them.
void tellOrder(const SpanTable& trace, const TimeChain& chain, Explanation& out)
{
    if (chain.steps.empty())
        return;
    const std::vector<SpanIndex> calls = sequence(trace, trace.mainRoot);
    if (calls.size() < 2)
        return;
    out.order.push_back("The " + countInWords(calls.size()) + " children of " + spanName(trace, trace.mainRoot) +
                        " ran one after the other, never two at once.");
    std::size_t longest = 0;
    for (std::size_t i = 1; i < calls.size(); ++i)
        if (trace.durationNs[calls[i]] > trace.durationNs[calls[longest]])
            longest = i;
    if (longest + 1 == calls.size())
        return;
    const SpanIndex before = calls[longest];
    const SpanIndex next = calls[longest + 1];
    const std::int64_t pause = trace.startNs[next] - trace.endNs(before);
    const double worth = kRightBehind * static_cast<double>(chain.durationNs);
    if (trace.nameId[before] == trace.nameId[next] || static_cast<double>(pause) > worth ||
        static_cast<double>(trace.durationNs[next]) < worth)
        return;
    out.order.push_back(spanLabel(trace, next) + " (" + formatDuration(trace.durationNs[next]) + ") began " +
                        (pause == 0 ? "when " : formatDuration(pause) + " after ") + spanName(trace, before) +
                        " ended.");
}

void tellStretch(const SpanTable& trace, const TimeChain& chain, Explanation& out)
{
    if (!out.stretch)
        return;
    const Stretch& stretch = *out.stretch;
    const bool inHeadline = chain.end == ChainEnd::OwnTime && stretch.startNs == chain.stretch.startNs &&
                            stretch.durationNs == chain.stretch.durationNs;
    const bool small =
        static_cast<double>(stretch.durationNs) < kWorthTelling * static_cast<double>(trace.traceDurationNs);
    const std::string place = stretchPlace(trace, stretch);
    if (inHeadline || small || place.empty())
        return;
    out.order.push_back("The longest time in which a span had none of its children running is " +
                        formatDuration(stretch.durationNs) + ", in " + spanLabel(trace, stretch.span) + " " +
                        place + ".");
}

std::string originSentence(const SpanTable& trace, const FailureOrigin& origin)
{
    const bool passedOn = origin.span != origin.symptom;
    std::string text = spanLabel(trace, origin.symptom);
    if (passedOn)
        text += " failed because of an error that began " + originPlace(trace, origin);
    else
        text += origin.count > 1 ? " failed " + formatCount(origin.count) + " times" : " failed";
    if (!origin.text.empty())
        text += ": " + origin.text;
    if (!text.ends_with('.'))
        text += '.';
    if (!passedOn && trace.parent[origin.span] != kNoSpan)
        text += " No span above it reports an error.";
    return text;
}

void tellErrors(const SpanTable& trace, Explanation& out)
{
    const Failures& failures = out.failures;
    for (const FailureOrigin& origin : failures.origins)
        out.errors.push_back(originSentence(trace, origin));
    if (failures.kinds > failures.origins.size()) {
        const std::uint64_t more = failures.kinds - failures.origins.size();
        out.errors.push_back("Errors began in " + countInWords(more, "more operation") + ".");
    }
    const std::uint64_t passedOn = failures.errors - failures.originSpans;
    if (passedOn > 0)
        out.errors.push_back(capitalised(countInWords(passedOn, "more span")) +
                             (passedOn == 1 ? " has an error; a span below it failed first."
                                            : " have errors; a span below each of them failed first."));
}

void countMarks(const SpanTable& trace, Explanation& out)
{
    for (SpanMarks marks : trace.marks) {
        out.cycles += has(marks, SpanMark::InCycle) ? 1 : 0;
        out.duplicateIds += has(marks, SpanMark::DuplicateId) ? 1 : 0;
        out.unfinished += has(marks, SpanMark::DurationUnknown) ? 1 : 0;
        out.noStart += has(marks, SpanMark::StartUnknown) ? 1 : 0;
        out.negative += has(marks, SpanMark::EndBeforeStart) ? 1 : 0;
    }
}

void tellStructure(const SpanTable& trace, Explanation& out)
{
    const auto tell = [&out](std::uint64_t count, const char* one, const char* many) {
        if (count > 0)
            out.structure.push_back(capitalised(countInWords(count, "span")) + " " + (count == 1 ? one : many));
    };
    if (trace.roots.size() > 1)
        out.structure.push_back("The trace has " + countInWords(trace.roots.size(), "root") +
                                "; the story is that of " + spanLabel(trace, trace.mainRoot) + ", under which " +
                                formatCount(trace.subtreeSize[trace.mainRoot]) + " of its " +
                                formatCount(trace.size(), "span") + " lie.");
    tell(trace.orphanCount, "names a parent that is not in the trace.", "name parents that are not in the trace.");
    tell(out.cycles, "was cut out of a cycle of parents.", "were cut out of cycles of parents.");
    tell(out.duplicateIds, "has an id that another span has too.", "have ids that other spans have too.");
    tell(out.unfinished, "has no recorded end; its length is unknown.",
         "have no recorded end; their lengths are unknown.");
    tell(out.noStart, "has no recorded start; it is shown at its parent's.",
         "have no recorded start; they are shown at their parents'.");
    tell(out.negative, "ends before it starts; it is shown with length 0.",
         "end before they start; they are shown with length 0.");
}

} // namespace

Explanation explain(const SpanTable& trace, const FailureLookup& lookup)
{
    Explanation out;
    out.chain = followTime(trace, findCriticalPath(trace));
    out.selfTimes = largestSelfTimes(trace, Explanation::kMaxSelfTimes);
    out.stretch = longestStretch(trace);
    out.failures = findFailures(trace, Explanation::kMaxOrigins);
    if (lookup)
        for (FailureOrigin& origin : out.failures.origins)
            origin.text = lookup(origin.span);
    out.title = title(trace, out.chain);
    out.headline = headline(trace, out.chain, out.failures);
    countMarks(trace, out);
    tellOrder(trace, out.chain, out);
    tellStretch(trace, out.chain, out);
    tellErrors(trace, out);
    tellStructure(trace, out);
    return out;
}

std::string storySentence(const SpanTable& trace)
{
    return headline(trace, followTime(trace, findCriticalPath(trace)), findFailures(trace, 1));
}

} // namespace tailrace
