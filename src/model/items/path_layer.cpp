// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/path_layer.h"

#include <algorithm>

namespace tailrace {

TracePath TracePath::of(const SpanTable& trace)
{
    TracePath made{findCriticalPath(trace), {}, {}};
    made.firstBelow.assign(trace.size(), kNoSegment);
    made.lastBelow.assign(trace.size(), kNoSegment);
    const std::vector<PathSegment>& segments = made.path.segments;
    const auto note = [&](SpanIndex span, std::uint32_t first, std::uint32_t last) {
        made.firstBelow[span] = std::min(made.firstBelow[span], first);
        made.lastBelow[span] = made.lastBelow[span] == kNoSegment ? last : std::max(made.lastBelow[span], last);
    };
    for (std::uint32_t at = 0; at < segments.size(); ++at)
        note(segments[at].span, at, at);
    // Children come after their parents.
    for (SpanIndex span = trace.size(); span-- > 0;)
        if (trace.parent[span] != kNoSpan && made.firstBelow[span] != kNoSegment)
            note(trace.parent[span], made.firstBelow[span], made.lastBelow[span]);
    return made;
}

const PathRoot& TracePath::rootOf(std::uint32_t position) const
{
    const auto after =
        std::upper_bound(path.roots.begin(), path.roots.end(), position,
                         [](std::uint32_t at, const PathRoot& root) { return at < root.firstSegment; });
    // Roots of length 0 have no segments and share the position of the one that follows them: the last one counts.
    return *std::prev(after);
}

PathLayer::PathLayer(Selection& selection, QObject* parent)
    : QObject(parent)
    , m_selection(selection)
{
    connect(&selection, &Selection::traceChanged, this, &PathLayer::findPath);
    connect(&selection, &Selection::currentChanged, this, [this] {
        if (m_walking || m_current == kNoSegment)
            return;
        m_current = kNoSegment;
        emit shownChanged();
    });
    findPath();
}

void PathLayer::findPath()
{
    m_job.cancel();
    m_path.reset();
    m_current = kNoSegment;
    if (const SpanTablePtr trace = m_selection.trace(); trace != nullptr && !trace->empty())
        m_job.start(
            [trace](const std::stop_token&) { return std::make_shared<const TracePath>(TracePath::of(*trace)); },
            [this](TracePathPtr found) {
                m_path = std::move(found);
                emit pathChanged();
            });
    emit pathChanged();
}

void PathLayer::setEmphasised(bool emphasised)
{
    if (emphasised == m_emphasised)
        return;
    m_emphasised = emphasised;
    emit shownChanged();
}

std::uint32_t PathLayer::nextPosition(bool forward) const
{
    const CriticalPath& path = m_path->path;
    if (m_current != kNoSegment) {
        const PathRoot& root = m_path->rootOf(m_current);
        const std::uint32_t in = m_current - root.firstSegment;
        return root.firstSegment + (in + (forward ? 1 : root.segmentCount - 1)) % root.segmentCount;
    }
    SpanIndex span = m_selection.current();
    if (span == kNoSpan)
        span = m_selection.trace()->mainRoot;
    // The root itself is where one starts reading: its path from the beginning, or from the end.
    const bool isRoot = m_selection.trace()->parent[span] == kNoSpan;
    if (const auto own = path.segmentsOf(span); !own.empty() && !isRoot)
        return forward ? own.front() : own.back();
    if (m_path->firstBelow[span] != kNoSegment)
        return forward ? m_path->firstBelow[span] : m_path->lastBelow[span];
    SpanIndex top = span;
    while (m_selection.trace()->parent[top] != kNoSpan)
        top = m_selection.trace()->parent[top];
    const auto root = std::find_if(path.roots.begin(), path.roots.end(),
                                   [top](const PathRoot& candidate) { return candidate.span == top; });
    if (root == path.roots.end() || root->segmentCount == 0)
        return path.mainRoot < path.roots.size() && path.roots[path.mainRoot].segmentCount > 0
                   ? path.roots[path.mainRoot].firstSegment
                   : kNoSegment;
    const std::uint32_t at = path.segmentAt(*root, m_selection.trace()->startNs[span]);
    return at == kNoSegment ? root->firstSegment : at;
}

void PathLayer::walk(bool forward)
{
    if (m_path == nullptr || m_path->path.segments.empty())
        return;
    const std::uint32_t next = nextPosition(forward);
    if (next == kNoSegment)
        return;
    m_current = next;
    m_walking = true;
    m_selection.setCurrent(m_path->segment(next).span);
    m_walking = false;
    emit shownChanged();
    emit walked(next);
}

} // namespace tailrace
