// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The strip at the top of the page while something is read: what, how far, and a button that stops it. Looks at
// the progress ten times a second; shows itself only when reading takes longer than a moment. GUI thread only.

#include "model/base/progress.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <cstdint>
#include <memory>

class QLabel;
class QPushButton;

namespace tailrace {

class ImportStrip : public QWidget
{
    Q_OBJECT

public:
    explicit ImportStrip(QWidget* parent = nullptr);

    /// Follows `progress` until stop(); `title` says what is read.
    void start(const QString& title, std::shared_ptr<const Progress> progress);
    /// So many traces can be looked at by now, which stands beside the title from then on.
    void setTraces(std::uint64_t count);
    void stop();
    /// "12 MB of 40 MB · 30 % · 1,234,567 spans"; also what a screen reader hears.
    [[nodiscard]] static QString describe(const Progress& progress);
    /// How far, 0 … 1; negative when the total is unknown.
    [[nodiscard]] static double fraction(const Progress& progress);

signals:
    void cancelRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void poll();

    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_cancel;
    QTimer m_timer;
    QElapsedTimer m_running;
    std::shared_ptr<const Progress> m_progress;
    QString m_what; // the title as it was given
    double m_fraction = -1;
};

} // namespace tailrace
