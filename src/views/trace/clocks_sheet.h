// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The clocks of a trace's hosts as a sheet: what their calls say of each, how sure that is, and an offset of one's
// own in its place. What is set takes effect at once, in the trace behind the sheet. GUI thread only.

#include "model/trace/clock_layer.h"

#include <QDialog>

#include <optional>

class QCheckBox;
class QLabel;
class QPushButton;
class QTableWidget;

namespace tailrace {

class TraceClocks;

/// "+12.3 ms"; "0" for none.
[[nodiscard]] QString offsetText(std::int64_t ns);
/// What a person writes for an offset, in ns: a number with ns, us, µs, ms, s, min or h (without a unit ms); a
/// decimal point or comma, signs + - −. Nothing if it is not one, or further than TraceClocks::kFurthestNs.
[[nodiscard]] std::optional<std::int64_t> parseOffset(const QString& text);

class ClocksSheet : public QDialog
{
    Q_OBJECT

public:
    /// `clocks` must outlive the sheet.
    explicit ClocksSheet(TraceClocks& clocks, QWidget* parent = nullptr);

    enum Column { Host, Spans, Against, Pairs, Estimate, Interval, Offset, ColumnCount };

private:
    void showClocks();
    void fillRow(int row, const ClockLayer& layer);
    void takeOffset(int row, int column);
    [[nodiscard]] QString summary() const;

    TraceClocks& m_clocks;
    QCheckBox* m_on;
    QLabel* m_summary;
    QTableWidget* m_table;
    QPushButton* m_reset;
    QPushButton* m_resetAll;
    bool m_isFilling = false;
};

} // namespace tailrace
