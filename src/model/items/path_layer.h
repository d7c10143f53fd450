// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The critical path of a selection's trace as the views of that trace share it: found on a worker when the trace
// arrives, walked segment by segment, emphasised or not. GUI thread only; TracePath itself is immutable, any thread.

#include "model/items/job.h"
#include "model/items/selection.h"
#include "model/trace/critical_path.h"

#include <QObject>

#include <memory>
#include <vector>

namespace tailrace {

inline constexpr std::uint32_t kNoSegment = ~0U;

/// A trace's critical path, and where it runs through each subtree.
struct TracePath {
    CriticalPath path;
    /// By span: positions of the first and last segment in its subtree; kNoSegment where the path does not go. The
    /// path goes through a subtree once, so all segments between the two belong to it.
    std::vector<std::uint32_t> firstBelow;
    std::vector<std::uint32_t> lastBelow;

    [[nodiscard]] static TracePath of(const SpanTable& trace);
    [[nodiscard]] const PathSegment& segment(std::uint32_t position) const { return path.segments[position]; }
    /// The root whose path this segment is of. O(log n).
    [[nodiscard]] const PathRoot& rootOf(std::uint32_t position) const;
};
using TracePathPtr = std::shared_ptr<const TracePath>;

class PathLayer : public QObject
{
    Q_OBJECT

public:
    /// Follows the selection's trace; it must outlive this.
    explicit PathLayer(Selection& selection, QObject* parent = nullptr);

    /// Null until it is found.
    [[nodiscard]] const TracePathPtr& path() const { return m_path; }
    /// Whether what is not on the path is to be dimmed.
    [[nodiscard]] bool isEmphasised() const { return m_emphasised; }
    void setEmphasised(bool emphasised);
    /// The segment that was walked to, while its span is the selected one; else kNoSegment.
    [[nodiscard]] std::uint32_t current() const { return m_current; }

    /// Goes to the segment after (before) the current one, of the same root, round and round; from a span that was
    /// selected otherwise to its first (last) segment, or to the next one in time. Selects the segment's span.
    void walk(bool forward);

signals:
    /// The path was found, or there is another trace.
    void pathChanged();
    /// isEmphasised() or current().
    void shownChanged();
    /// The segment that walk() went to.
    void walked(quint32 position);

private:
    void findPath();
    [[nodiscard]] std::uint32_t nextPosition(bool forward) const;

    Selection& m_selection;
    TracePathPtr m_path;
    bool m_emphasised = false;
    bool m_walking = false;
    std::uint32_t m_current = kNoSegment;
    JobRunner m_job;
};

} // namespace tailrace
