// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What is selected in a trace. One object that all views of the same trace share: whoever changes it, all follow.
// GUI thread only.

#include "model/trace/span_table.h"

#include <QObject>

#include <vector>

namespace tailrace {

class Selection : public QObject
{
    Q_OBJECT

public:
    explicit Selection(QObject* parent = nullptr);

    /// Starts with another trace, nothing selected.
    void setTrace(SpanTablePtr trace);
    /// Shows the same trace by another table, in which the spans have other places: `placeOf` the new place of each
    /// old one. What is selected stays so.
    void renumber(SpanTablePtr trace, const std::vector<SpanIndex>& placeOf);
    /// While traceChanged() is emitted by renumber(): its places. Else null.
    [[nodiscard]] const std::vector<SpanIndex>* places() const { return m_places; }
    [[nodiscard]] const SpanTablePtr& trace() const { return m_trace; }

    /// The selected span, or kNoSpan.
    [[nodiscard]] SpanIndex current() const { return m_current; }
    void setCurrent(tailrace::SpanIndex span);

    /// The erring span that starts next after the selected one (before it), in time order with ties in waterfall
    /// order; after the last comes the first. kNoSpan if no span has an error.
    [[nodiscard]] SpanIndex nextError() const { return findError(true); }
    [[nodiscard]] SpanIndex previousError() const { return findError(false); }

signals:
    void traceChanged();
    void currentChanged(tailrace::SpanIndex span);

private:
    [[nodiscard]] SpanIndex findError(bool forward) const;

    SpanTablePtr m_trace;
    const std::vector<SpanIndex>* m_places = nullptr;
    SpanIndex m_current = kNoSpan;
};

} // namespace tailrace
