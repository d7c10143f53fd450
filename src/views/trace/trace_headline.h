// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a trace is in two or three lines: the root operation, service, start, duration, counts, and the sentence
// that says where the time went. GUI thread only.

#include "model/trace/clock_layer.h"
#include "model/trace/span_table.h"
#include "views/common/time_display.h"

#include <QWidget>

#include <string>

class QLabel;

namespace tailrace {

class TraceHeadline : public QWidget
{
    Q_OBJECT

public:
    explicit TraceHeadline(QWidget* parent = nullptr);

    void setTrace(SpanTablePtr trace, const std::string& story);
    [[nodiscard]] const SpanTablePtr& trace() const { return m_trace; }
    /// Says how many hosts' clocks are corrected; nothing for null.
    void setClocks(const ClockLayer* clocks);
    /// The clock by which the start is told; without one (Relative) in UTC.
    void setTimeDisplay(TimeDisplay display);

signals:
    void errorsClicked();
    void idClicked();
    void clocksClicked();

protected:
    void changeEvent(QEvent* event) override;

private:
    void showTrace();

    SpanTablePtr m_trace;
    QString m_story;
    QString m_clocks;
    TimeDisplay m_display = TimeDisplay::Utc;
    QLabel* m_facts;
    QLabel* m_sentence;
};

/// "8e1c04d2 91f3 …": the beginning of an id, enough to recognise it.
[[nodiscard]] QString shortId(TraceId id);

} // namespace tailrace
