// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/critical_path.h"

#include <algorithm>
#include <numeric>

namespace tailrace {

namespace {

constexpr PathAssumptions bit(PathAssumption assumption)
{
    return static_cast<PathAssumptions>(assumption);
}

constexpr PathAssumptions bitIf(bool applies, PathAssumption assumption)
{
    return applies ? bit(assumption) : PathAssumptions{0};
}

/// Ends as the path takes them: those of unfinished spans come from what is below.
std::vector<std::int64_t> effectiveEnds(const SpanTable& trace)
{
    std::vector<std::int64_t> ends(trace.size());
    for (SpanIndex i = 0; i < trace.size(); ++i)
        ends[i] = trace.endNs(i);
    for (SpanIndex i = trace.size(); i-- > 0;) {
        const SpanIndex parent = trace.parent[i];
        if (parent != kNoSpan && has(trace.marks[parent], SpanMark::DurationUnknown) && !isAsynchronous(trace, i))
            ends[parent] = std::max(ends[parent], ends[i]);
    }
    return ends;
}

/// Walks one root after the other. Everything that a span on the way down needs lies in shared stacks, so depth is
/// limited by memory only, and a child is looked at once.
class Walker
{
public:
    explicit Walker(const SpanTable& trace)
        : m_trace(trace)
        , m_ends(effectiveEnds(trace))
    {
    }

    void walk(SpanIndex root, CriticalPath& out)
    {
        PathRoot path{root, m_trace.startNs[root], m_ends[root] - m_trace.startNs[root],
                      static_cast<std::uint32_t>(out.segments.size()), 0};
        m_out = &out.segments;
        if (path.durationNs > 0) {
            const SpanMarks marks = m_trace.marks[root];
            enter({path.startNs, m_ends[root], root, false},
                  bitIf(has(marks, SpanMark::Orphan), PathAssumption::Orphan) |
                      bitIf(has(marks, SpanMark::InCycle), PathAssumption::Cycle));
            while (!m_frames.empty())
                step();
            std::reverse(out.segments.begin() + path.firstSegment, out.segments.end());
        }
        path.segmentCount = static_cast<std::uint32_t>(out.segments.size()) - path.firstSegment;
        out.roots.push_back(path);
    }

private:
    /// A span, cut to its parent.
    struct Piece {
        std::int64_t start;
        std::int64_t end;
        SpanIndex span;
        bool cut;
    };

    /// What the span's own time would be from `start` to the next part.
    struct Part {
        std::int64_t start;
        PathKind kind;
        PathAssumptions assumptions;
    };

    struct Frame {
        SpanIndex span;
        std::int64_t start;
        std::int64_t cursor; ///< what lies behind it is told
        std::size_t firstChild;
        std::size_t firstPart;
        PathAssumptions inherited; ///< also for what is below
        PathAssumptions own;
        bool tookChild;
    };

    void enter(const Piece& piece, PathAssumptions inherited)
    {
        const SpanMarks marks = m_trace.marks[piece.span];
        const PathAssumptions own = bitIf(piece.cut, PathAssumption::Clamped) |
                                    bitIf(has(marks, SpanMark::StartUnknown), PathAssumption::UnknownStart) |
                                    bitIf(has(marks, SpanMark::DurationUnknown), PathAssumption::UnknownLength);
        m_frames.push_back(
            {piece.span, piece.start, piece.end, m_children.size(), m_parts.size(), inherited, own, false});
        findParts(piece);
        const auto first = m_children.begin() + static_cast<std::ptrdiff_t>(m_frames.back().firstChild);
        // The next one to be taken comes last.
        const auto takenLater = [](const Piece& a, const Piece& b) {
            if (a.end != b.end)
                return a.end < b.end;
            return a.start != b.start ? a.start > b.start : a.span > b.span;
        };
        if (!std::is_sorted(first, m_children.end(), takenLater))
            std::sort(first, m_children.end(), takenLater);
    }

    /// Parts of the span's time by what its children did, and the children that may be waited for.
    void findParts(const Piece& in)
    {
        const SpanIndex end = m_trace.subtreeEnd(in.span);
        bool hasWaited = false; // any child at all that could be waited for
        for (SpanIndex c = in.span + 1; c < end && !hasWaited; c = m_trace.subtreeEnd(c))
            hasWaited = !isAsynchronous(m_trace, c);
        const PathKind idle = hasWaited ? PathKind::Gap : PathKind::Work;
        std::int64_t cursor = in.start;
        SpanIndex last = kNoSpan; // the child that ended at the cursor
        PathAssumptions idleMarks = 0;
        for (SpanIndex c = in.span + 1; c < end; c = m_trace.subtreeEnd(c)) {
            const Piece piece{std::max(m_trace.startNs[c], in.start), std::min(m_ends[c], in.end), c,
                              m_trace.startNs[c] < in.start || m_ends[c] > in.end};
            if (piece.end <= piece.start) {
                if (lengthUnknown(c) && m_trace.startNs[c] >= cursor && m_trace.startNs[c] < in.end)
                    idleMarks |= bit(PathAssumption::UnknownLength);
                continue;
            }
            const bool async = isAsynchronous(m_trace, c);
            if (!async)
                m_children.push_back(piece);
            if (piece.start > cursor)
                m_parts.push_back({cursor, kindBetween(in.span, last, c, idle), idleMarks});
            if (piece.start > cursor || last == kNoSpan)
                m_parts.push_back({piece.start, PathKind::Work, 0});
            m_parts.back().assumptions |= bitIf(async, PathAssumption::Async);
            idleMarks = 0;
            if (piece.end > cursor) {
                cursor = piece.end;
                last = c;
            }
        }
        if (cursor < in.end)
            m_parts.push_back({cursor, kindBetween(in.span, last, kNoSpan, idle), idleMarks});
    }

    [[nodiscard]] bool lengthUnknown(SpanIndex span) const
    {
        const SpanMarks marks = m_trace.marks[span];
        return has(marks, SpanMark::DurationUnknown) || has(marks, SpanMark::EndBeforeStart);
    }

    /// Time in which no child ran, between the children `before` and `after` it.
    [[nodiscard]] PathKind kindBetween(SpanIndex span, SpanIndex before, SpanIndex after, PathKind otherwise) const
    {
        const auto is = [this](SpanIndex i, SpanKind kind) { return i != kNoSpan && m_trace.kind[i] == kind; };
        if (is(after, SpanKind::Consumer))
            return PathKind::Queue;
        const bool toServer = is(after, SpanKind::Server);
        const bool fromServer = is(before, SpanKind::Server);
        if (m_trace.kind[span] == SpanKind::Client && toServer != fromServer)
            return toServer ? PathKind::Send : PathKind::Return;
        return otherwise;
    }

    /// One step back: into the child that was waited for, or out of the span.
    void step()
    {
        Frame& frame = m_frames.back();
        const auto hasChild = [&] { return m_children.size() > frame.firstChild; };
        while (hasChild() && m_children.back().end > frame.cursor)
            m_children.pop_back();
        if (!hasChild()) {
            tellOwn(frame, frame.start);
            m_parts.resize(frame.firstPart);
            m_frames.pop_back();
            return;
        }
        const Piece child = m_children.back();
        m_children.pop_back();
        const PathAssumptions inherited =
            frame.inherited | bitIf(hasChild() && m_children.back().end == child.end, PathAssumption::Tie) |
            bitIf(frame.tookChild && child.end == frame.cursor, PathAssumption::Touching);
        tellOwn(frame, child.end);
        frame.cursor = child.start;
        frame.tookChild = true;
        enter(child, inherited);
    }

    /// The span's own time from `from` to the cursor.
    void tellOwn(Frame& frame, std::int64_t from)
    {
        while (frame.cursor > from) {
            while (m_parts.back().start >= frame.cursor)
                m_parts.pop_back();
            const Part& part = m_parts.back();
            const std::int64_t start = std::max(part.start, from);
            m_out->push_back({start, frame.cursor - start, frame.span, part.kind,
                              static_cast<PathAssumptions>(part.assumptions | frame.own | frame.inherited)});
            frame.cursor = start;
        }
    }

    const SpanTable& m_trace;
    std::vector<std::int64_t> m_ends;
    std::vector<Frame> m_frames;
    std::vector<Piece> m_children;
    std::vector<Part> m_parts;
    std::vector<PathSegment>* m_out = nullptr;
};

/// Within a root times rise, so a stable order by span keeps each span's segments in order of time.
std::vector<std::uint32_t> orderBySpan(const CriticalPath& path, SpanIndex spans)
{
    std::vector<std::uint32_t> first(spans + std::size_t{1}, 0);
    for (const PathSegment& segment : path.segments)
        ++first[segment.span + std::size_t{1}];
    std::partial_sum(first.begin(), first.end(), first.begin());
    std::vector<std::uint32_t> order(path.segments.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        order[first[path.segments[i].span]++] = i;
    return order;
}

} // namespace

std::string_view name(PathKind kind)
{
    switch (kind) {
    case PathKind::Work:
        return "work";
    case PathKind::Gap:
        return "gap";
    case PathKind::Send:
        return "send";
    case PathKind::Return:
        return "return";
    case PathKind::Queue:
        return "queue";
    }
    return "work";
}

std::string_view name(PathAssumption assumption)
{
    switch (assumption) {
    case PathAssumption::Orphan:
        return "orphan";
    case PathAssumption::Cycle:
        return "cycle";
    case PathAssumption::Touching:
        return "touching";
    case PathAssumption::Tie:
        return "tie";
    case PathAssumption::Clamped:
        return "clamped";
    case PathAssumption::Async:
        return "async";
    case PathAssumption::UnknownStart:
        return "unknownStart";
    case PathAssumption::UnknownLength:
        return "unknownLength";
    }
    return {};
}

std::string_view sentence(PathAssumption assumption)
{
    switch (assumption) {
    case PathAssumption::Orphan:
        return "the root's parent is not in the trace";
    case PathAssumption::Cycle:
        return "the root stands where a cycle of parents was cut";
    case PathAssumption::Touching:
        return "it, or a span above it, ended exactly when the next one began";
    case PathAssumption::Tie:
        return "it, or a span above it, ended together with a sibling; the one that started first was taken";
    case PathAssumption::Clamped:
        return "it was cut to its parent's time";
    case PathAssumption::Async:
        return "a consumer ran below it, which was not waited for";
    case PathAssumption::UnknownStart:
        return "its start was not recorded; its parent's was taken";
    case PathAssumption::UnknownLength:
        return "its end, or that of a span begun below it, is not known";
    }
    return {};
}

std::span<const std::uint32_t> CriticalPath::segmentsOf(SpanIndex span) const
{
    const auto from = std::lower_bound(bySpan.begin(), bySpan.end(), span,
                                       [this](std::uint32_t i, SpanIndex s) { return segments[i].span < s; });
    const auto to = std::upper_bound(from, bySpan.end(), span,
                                     [this](SpanIndex s, std::uint32_t i) { return s < segments[i].span; });
    return {from, to};
}

std::uint32_t CriticalPath::segmentAt(const PathRoot& root, std::int64_t ns) const
{
    const std::span<const PathSegment> own = of(root);
    const auto after = std::upper_bound(own.begin(), own.end(), ns,
                                        [](std::int64_t t, const PathSegment& s) { return t < s.startNs; });
    if (after == own.begin() || ns >= (after - 1)->endNs())
        return ~0U;
    return root.firstSegment + static_cast<std::uint32_t>(after - own.begin()) - 1;
}

bool isAsynchronous(const SpanTable& trace, SpanIndex span)
{
    const SpanIndex parent = trace.parent[span];
    return parent != kNoSpan && trace.kind[span] == SpanKind::Consumer && trace.kind[parent] == SpanKind::Producer;
}

CriticalPath findCriticalPath(const SpanTable& trace)
{
    CriticalPath path;
    Walker walker(trace);
    for (const SpanIndex root : trace.roots) {
        if (root == trace.mainRoot)
            path.mainRoot = static_cast<std::uint32_t>(path.roots.size());
        walker.walk(root, path);
    }
    path.bySpan = orderBySpan(path, trace.size());
    return path;
}

} // namespace tailrace
