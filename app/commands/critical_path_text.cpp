// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/critical_path_text.h"

#include "commands/terminal_text.h"
#include "commands/time_bars.h"
#include "model/analysis/path_sums.h"
#include "model/analysis/wording.h"
#include "model/base/format.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kKindWidth = 8;
constexpr int kDurationWidth = 10;
constexpr std::size_t kMaxSums = 20;
constexpr PathKind kKinds[] = {PathKind::Work, PathKind::Gap, PathKind::Send, PathKind::Return, PathKind::Queue};

std::string shareOf(std::int64_t part, std::int64_t whole)
{
    return formatShare(static_cast<double>(part), static_cast<double>(whole));
}

std::string kindText(const PathSegment& segment)
{
    return std::string(name(segment.kind)) + (segment.assumptions != 0 ? " !" : "");
}

/// As wide as the longest label, but never more than half of the line.
int labelWidth(const SpanTable& trace, std::span<const PathSegment> segments, int width)
{
    constexpr std::size_t kLooked = 2'000;
    int longest = 20;
    for (const PathSegment& segment : segments.subspan(0, std::min(segments.size(), kLooked)))
        longest = std::max(longest, columns(terminalText(spanLabel(trace, segment.span))));
    return std::min(longest, width / 2);
}

void writeSegments(const SpanTable& trace, const PathRoot& root, std::span<const PathSegment> segments, int width,
                   const Style& style, std::ostream& out)
{
    const int label = labelWidth(trace, segments, width);
    const int bar = std::max(1, width - label - kKindWidth - kDurationWidth - 4);
    out << style.faint(padded("SPAN", label) + "  " + padded("KIND", kKindWidth) +
                       paddedLeft("DURATION", kDurationWidth) + "  " + timeRuler(root.durationNs, bar))
        << '\n';
    for (const PathSegment& segment : segments) {
        if (!out)
            return;
        const std::int64_t from = segment.startNs - root.startNs;
        const std::string text = padded(terminalText(spanLabel(trace, segment.span)), label) + "  " +
                                 padded(kindText(segment), kKindWidth) +
                                 paddedLeft(formatDuration(segment.durationNs), kDurationWidth) + "  ";
        const std::string drawn = timeBar(from, from + segment.durationNs, root.durationNs, bar);
        out << text << (segment.kind == PathKind::Work ? drawn : style.faint(drawn)) << '\n';
    }
}

void writeAssumptions(std::span<const PathSegment> segments, int width, const Style& style, std::ostream& out)
{
    for (const PathAssumption assumption : kAllPathAssumptions) {
        std::uint64_t count = 0;
        for (const PathSegment& segment : segments)
            count += has(segment.assumptions, assumption) ? 1 : 0;
        if (count > 0)
            out << style.error("!") << " "
                << wrapped(formatCount(count, "segment") + ", " + std::string(name(assumption)) + ": " +
                               std::string(sentence(assumption)) + ".",
                           width, "  ")
                << '\n';
    }
}

void writeSums(const SpanTable& trace, const PathRoot& root, const std::vector<PathSum>& sums,
               const std::string& heading, bool byService, const Style& style, int width, std::ostream& out)
{
    out << '\n' << style.bold(heading) << '\n';
    const std::size_t shown = std::min(sums.size(), kMaxSums);
    std::int64_t rest = root.durationNs;
    const auto line = [&](std::int64_t ns, const std::string& label) {
        out << cut(paddedLeft(formatDuration(ns), 11) + paddedLeft(shareOf(ns, root.durationNs), 9) + "  " + label,
                   width)
            << '\n';
    };
    for (const PathSum& sum : std::span(sums).subspan(0, shown)) {
        const std::string service(trace.service(sum.span));
        line(sum.ns, terminalText(byService ? (service.empty() ? "(no service)" : service)
                                            : countedLabel(trace, sum.span, sum.spans)));
        rest -= sum.ns;
    }
    if (shown < sums.size())
        line(rest, "… " + formatCount(sums.size() - shown) + " more");
}

void writeKinds(const PathRoot& root, const std::vector<PathSum>& services, int width, std::ostream& out)
{
    std::string text;
    for (const PathKind kind : kKinds) {
        std::int64_t ns = 0;
        for (const PathSum& sum : services)
            ns += sum.byKindNs[static_cast<std::size_t>(kind)];
        if (ns > 0)
            text += (text.empty() ? "" : ", ") + std::string(name(kind)) + " " + formatDuration(ns) + " (" +
                    shareOf(ns, root.durationNs) + ")";
    }
    out << '\n' << wrapped("Of it " + text + ".", width) << '\n';
}

void writeSumsJson(JsonWriter& json, const SpanTable& trace, const PathRoot& root,
                   const std::vector<PathSum>& sums, bool withName)
{
    json.beginArray();
    for (const PathSum& sum : sums) {
        json.beginObject().key("service").text(trace.service(sum.span));
        if (withName)
            json.key("name").text(trace.name(sum.span));
        json.key("durationNs").integer(sum.ns);
        json.key("share").number(static_cast<double>(sum.ns) / static_cast<double>(root.durationNs)).endObject();
    }
    json.endArray();
}

void writeSegmentJson(JsonWriter& json, const SpanTable& trace, const PathSegment& segment)
{
    json.beginObject().key("spanId").text(toHex(SpanId{trace.spanId[segment.span]}));
    json.key("startNs").decimalText(segment.startNs).key("durationNs").integer(segment.durationNs);
    json.key("kind").text(name(segment.kind)).key("assumptions").beginArray();
    for (const PathAssumption assumption : kAllPathAssumptions)
        if (has(segment.assumptions, assumption))
            json.text(name(assumption));
    json.endArray().endObject();
}

std::string heading(const SpanTable& trace, const CriticalPath& path, std::size_t index)
{
    const PathRoot& root = path.roots[index];
    std::string text;
    if (path.roots.size() > 1)
        text = "Root " + formatCount(index + 1) + " of " + formatCount(path.roots.size()) +
               (index == path.mainRoot ? ", the main one: " : ": ");
    return text + "critical path of " + spanLabel(trace, root.span) + ", " + formatDuration(root.durationNs) +
           " in " + formatCount(root.segmentCount, "segment");
}

} // namespace

void writeCriticalPath(const SpanTable& trace, const CriticalPath& path, int width, const Style& style,
                       std::ostream& out)
{
    for (std::size_t i = 0; i < path.roots.size() && out; ++i) {
        const PathRoot& root = path.roots[i];
        out << (i == 0 ? "" : "\n")
            << style.bold(wrapped(terminalText(capitalised(heading(trace, path, i))), width)) << '\n';
        if (i == 0)
            out << "Trace " << toHex(trace.traceId) << ", " << formatInstantUtc(trace.traceStartNs) << '\n';
        if (root.segmentCount == 0) {
            out << "It has no length, so there is no path.\n";
            continue;
        }
        out << '\n';
        writeSegments(trace, root, path.of(root), width, style, out);
        writeAssumptions(path.of(root), width, style, out);
    }
    if (path.main().empty())
        return;
    const PathRoot& root = path.roots[path.mainRoot];
    const std::string of = path.roots.size() > 1 ? ", of the main root" : "";
    const std::vector<PathSum> services = sumPath(trace, path.main(), PathGrouping::Service);
    writeKinds(root, services, width, out);
    writeSums(trace, root, services, "By service" + of, true, style, width, out);
    writeSums(trace, root, sumPath(trace, path.main(), PathGrouping::Operation), "By operation" + of, false, style,
              width, out);
}

void writeCriticalPathJson(JsonWriter& json, const SpanTable& trace, const CriticalPath& path, std::ostream& out)
{
    constexpr std::size_t kHeldBytes = 1 << 16;
    json.beginObject().key("traceId").text(toHex(trace.traceId)).key("roots").beginArray();
    for (std::size_t i = 0; i < path.roots.size() && out; ++i) {
        const PathRoot& root = path.roots[i];
        json.beginObject().key("spanId").text(toHex(SpanId{trace.spanId[root.span]}));
        json.key("startNs").decimalText(root.startNs).key("durationNs").integer(root.durationNs);
        json.key("main").boolean(i == path.mainRoot).key("segments").beginArray();
        for (const PathSegment& segment : path.of(root)) {
            writeSegmentJson(json, trace, segment);
            if (json.size() > kHeldBytes)
                out << json.take();
        }
        json.endArray().endObject();
    }
    json.endArray();
    const PathRoot root = path.mainRoot < path.roots.size() ? path.roots[path.mainRoot] : PathRoot{};
    json.key("byService");
    writeSumsJson(json, trace, root, sumPath(trace, path.main(), PathGrouping::Service), false);
    json.key("byOperation");
    writeSumsJson(json, trace, root, sumPath(trace, path.main(), PathGrouping::Operation), true);
    json.endObject();
    out << json.take();
}

} // namespace tailrace
