// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/headline.h"

#include "model/analysis/aftermath.h"
#include "model/analysis/wording.h"
#include "model/base/format.h"

namespace tailrace {

namespace {

/// A step that keeps this share of the one above is the same call seen from its other side; the lower one is
/// named.
constexpr double kSameCall = 0.95;
/// A step that holds less than this share of the whole is not named.
constexpr double kFairPart = 0.25;
/// What lies outside the main root is told from this share of the trace on.
constexpr double kOutside = 0.05;
/// A root that takes less than this share of its trace is only the start of what came after it.
constexpr double kRootWorthTelling = 0.2;
/// One stretch stands for all own time from this share on.
constexpr double kOneStretch = 0.8;

double ratio(std::int64_t part, std::int64_t whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

/// "75 %", or "All".
std::string percent(std::int64_t part, std::int64_t whole)
{
    const std::string words = shareInWords(part, whole);
    return words == "all" ? capitalised(words)
                          : formatShare(static_cast<double>(part), static_cast<double>(whole));
}

std::string together(const TimeStep& step)
{
    return " (" + formatDuration(step.totalNs) + (step.count > 1 ? " together)" : ")");
}

/// "its Fraud Check" below a span of the same service, else "was orders › SELECT order_items".
std::string labelBelow(const SpanTable& trace, const TimeStep& above, const TimeStep& step)
{
    if (trace.serviceId[above.span] != trace.serviceId[step.span] || trace.service(step.span).empty())
        return "was " + countedLabel(trace, step.span, step.count);
    return "its " + (step.count > 1 ? formatCount(step.count) + " × " : "") + spanName(trace, step.span);
}

/// Position of the first step worth naming: below the root, as far down as it is still the same call.
std::size_t firstNamedStep(const std::vector<TimeStep>& steps)
{
    std::size_t i = 1;
    while (i + 1 < steps.size() && ratio(steps[i + 1].totalNs, steps[i].totalNs) >= kSameCall)
        ++i;
    return i;
}

/// What is said of a step's own time: "9.60 s of it passed in api-gateway itself between …".
std::string ownTimeClause(const SpanTable& trace, const TimeChain& chain, const std::string& of)
{
    const TimeStep& step = chain.steps.back();
    const std::string itself = " of " + of + " passed in " + serviceOrName(trace, step.span) + " itself";
    const std::string place = stretchPlace(trace, chain.stretch);
    if (ratio(chain.stretch.durationNs, step.selfNs) >= kOneStretch && !place.empty())
        return formatDuration(chain.stretch.durationNs) + itself + " " + place + ", where nothing was recorded";
    std::string text = formatDuration(step.selfNs) + " (" +
                       formatShare(static_cast<double>(step.selfNs), static_cast<double>(step.totalNs)) + ")" +
                       itself;
    if (chain.besideChildrenNs > 0)
        text += ", " + formatDuration(chain.besideChildrenNs) + " of that beside children it did not wait for";
    else
        text +=
            ", outside its " + (chain.children == 1 ? "only child" : formatCount(chain.children) + " children");
    if (!place.empty())
        text += "; the longest such stretch is " + formatDuration(chain.stretch.durationNs) + ", " + place;
    return text;
}

std::string spreadClause(const SpanTable& trace, const TimeChain& chain)
{
    const TimeStep& child = chain.longestChild;
    return "spread over " + formatCount(chain.children) + " children: the largest part, " +
           formatShare(static_cast<double>(child.totalNs), static_cast<double>(chain.steps.back().totalNs)) +
           ", was " + countedLabel(trace, child.span, child.count) + together(child);
}

/// Only for roots that are no step to anything: nothing ran below them in their time.
std::string leafSentence(const SpanTable& trace, const TimeChain& chain)
{
    const std::string length = formatDuration(chain.durationNs);
    const std::string unanswered = ", so nothing says where its " + length + " went.";
    if (trace.size() == 1)
        return "Only this one span was recorded" + unanswered;
    const SpanIndex root = trace.mainRoot;
    if (trace.hasChildren(root))
        return "None of the children of " + spanLabel(trace, root) + " takes any of its " + length + ".";
    return spanLabel(trace, root) + " has no children" + unanswered;
}

/// The last step worth naming: below `first`, as far down as it still holds a fair part of the whole.
std::size_t lastNamedStep(const TimeChain& chain, std::size_t first)
{
    std::size_t last = first;
    while (last + 1 < chain.steps.size() && ratio(chain.steps[last + 1].totalNs, chain.durationNs) >= kFairPart)
        ++last;
    return last;
}

/// The steps below the root in one sentence: "75 % of it was …, and two thirds of that its …."
std::string stepsSentence(const SpanTable& trace, const TimeChain& chain, const std::string& of)
{
    const std::size_t first = firstNamedStep(chain.steps);
    const std::size_t second = lastNamedStep(chain, first);
    const TimeStep& named = chain.steps[first];
    const TimeStep& below = chain.steps[second];
    std::string text = percent(named.totalNs, chain.durationNs) + " of " + of + " was " +
                       countedLabel(trace, named.span, named.count) + together(named);
    if (named.beside != kNoSpan)
        text += ", while " + countedLabel(trace, named.beside, named.besideCount) + " (" +
                formatDuration(named.besideNs) + ") ran beside it";
    if (second > first)
        text += ", and " + shareInWords(below.totalNs, named.totalNs) + " of that " +
                labelBelow(trace, named, below) + together(below);
    if (second + 1 < chain.steps.size())
        return text + ".";
    if (chain.end == ChainEnd::OwnTime && second > first)
        text += ", of which " + formatDuration(below.selfNs) + " its own";
    else if (chain.end == ChainEnd::OwnTime)
        text += ", and " + ownTimeClause(trace, chain, "that");
    else if (chain.end == ChainEnd::Spread)
        text += ", " + spreadClause(trace, chain);
    return text + ".";
}

/// Where the time of the main root went. It is called "it" where it is the whole trace, else by its length and
/// name.
std::string timeSentence(const SpanTable& trace, const TimeChain& chain, bool isWholeTrace)
{
    const std::string name = spanName(trace, trace.mainRoot);
    const std::string of = isWholeTrace ? "it" : "the " + formatDuration(chain.durationNs) + " of " + name;
    if (chain.steps.size() > 1)
        return stepsSentence(trace, chain, of);
    switch (chain.end) {
    case ChainEnd::OwnTime:
        return ownTimeClause(trace, chain, of) + ".";
    case ChainEnd::Spread:
        return (isWholeTrace ? "Its time" : "The time of " + name) + " is " + spreadClause(trace, chain) + ".";
    case ChainEnd::NoChildren:
        break;
    }
    return leafSentence(trace, chain);
}

/// Where the time went, main root and what came after it.
std::string wholeTimeStory(const SpanTable& trace, const TimeChain& chain)
{
    const std::int64_t whole = trace.traceDurationNs;
    const std::string name = spanName(trace, trace.mainRoot);
    const Aftermath after = findAftermath(trace, chain);
    if (ratio(chain.durationNs, whole) < kRootWorthTelling && after.ns > 0)
        return name + " itself took " + formatDuration(chain.durationNs) + "; the trace goes on for another " +
               formatDuration(after.ns) + ": " + aftermathClause(trace, chain, after) + ".";
    if (ratio(whole - chain.durationNs, whole) < kOutside)
        return timeSentence(trace, chain, true);
    std::string text = timeSentence(trace, chain, false);
    if (ratio(after.ns, whole) >= kOutside)
        text += " The trace goes on for another " + formatDuration(after.ns) + ": " +
                aftermathClause(trace, chain, after) + ".";
    return text;
}

std::string noTimeSentence(const SpanTable& trace)
{
    bool anyKnown = false;
    for (SpanMarks marks : trace.marks)
        anyKnown = anyKnown || !has(marks, SpanMark::DurationUnknown);
    if (!anyKnown)
        return trace.size() == 1 ? "No end was recorded, so its length is unknown."
                                 : "None of its " + formatCount(trace.size()) + " spans has a recorded end.";
    return trace.size() == 1 ? "Its only span has length 0."
                             : "All of its " + formatCount(trace.size()) + " spans have length 0.";
}

std::string failureSentence(const SpanTable& trace, const Failures& failures)
{
    const FailureOrigin& origin = failures.origins.front();
    const std::string root = spanName(trace, trace.mainRoot);
    if (!failures.mainRootFailed && failures.errors == 1)
        return "One span failed without failing " + root + ": " + spanLabel(trace, origin.span) + ".";
    if (!failures.mainRootFailed)
        return capitalised(countInWords(failures.errors)) + " spans failed without failing " + root + ", first " +
               spanLabel(trace, origin.span) + ".";
    if (origin.span == trace.mainRoot)
        return failures.errors == 1 ? "It failed, and no span below it did."
                                    : "It failed, and no span below it did before its end.";
    return "It failed: the error began " + originPlace(trace, origin) + ".";
}

/// Only for traces with orphans.
std::string missingPartsSentence(const SpanTable& trace)
{
    const std::string where = trace.roots.size() > 1 ? "It is in " + countInWords(trace.roots.size(), "part")
                                                     : std::string("Its beginning is missing");
    if (trace.orphanCount == 1)
        return where + ": the parent of one span was not recorded.";
    return where + ": the parents of " + countInWords(trace.orphanCount, "span") + " were not recorded.";
}

} // namespace

std::string stretchPlace(const SpanTable& trace, const Stretch& stretch)
{
    const bool hasAfter = stretch.after != kNoSpan;
    const bool hasBefore = stretch.before != kNoSpan;
    if (stretch.durationNs <= 0 || (!hasAfter && !hasBefore))
        return {};
    if (!hasAfter)
        return "before " + spanName(trace, stretch.before) + ", its first child";
    if (!hasBefore)
        return "after " + spanName(trace, stretch.after) + ", its last child";
    const std::string after = spanName(trace, stretch.after);
    const std::string before = spanName(trace, stretch.before);
    return after == before ? "between two spans " + after : "between " + after + " and " + before;
}

std::string originPlace(const SpanTable& trace, const FailureOrigin& origin)
{
    std::string text = "in " + spanLabel(trace, origin.span);
    if (origin.count > 1)
        text += " (" + formatCount(origin.count, "span") + ")";
    if (origin.servicesAway > 0)
        text += ", " + countInWords(origin.servicesAway, "service") + " away";
    return text;
}

std::string headline(const SpanTable& trace, const TimeChain& chain, const Failures& failures)
{
    if (trace.empty())
        return "The trace has no spans.";
    std::string text;
    if (failures.errors > 0 && failures.mainRootFailed)
        text = failureSentence(trace, failures) + " ";
    if (trace.traceDurationNs == 0)
        text += noTimeSentence(trace);
    else if (chain.durationNs == 0)
        text += spanLabel(trace, trace.mainRoot) +
                (chain.rootLengthUnknown ? " has no recorded end; the " : " has no length; the ") +
                formatDuration(trace.traceDurationNs) + " of the trace lie outside it.";
    else
        text += wholeTimeStory(trace, chain);
    if (failures.errors > 0 && !failures.mainRootFailed)
        text.append(1, ' ').append(failureSentence(trace, failures));
    if (trace.orphanCount > 0)
        text.append(1, ' ').append(missingPartsSentence(trace));
    return text;
}

} // namespace tailrace
