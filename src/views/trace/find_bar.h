// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The line in which a search in the trace is typed: the query, how many spans it finds, previous and next, what
// happens to the other spans. Shows what it is told; searching is TraceFind's matter. GUI thread only.

#include "views/waterfall/matches.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;

namespace tailrace {

class GlyphButton;

class FindBar : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(QWidget* parent = nullptr);

    [[nodiscard]] QString query() const;
    [[nodiscard]] MatchMode mode() const;
    /// Puts the keyboard focus into the line, everything in it selected.
    void focusQuery();

    /// "3 of 57", and a notice behind it; `isProblem`: nothing was found, or the query is wrong.
    void showResult(const QString& text, const QString& notice = {}, bool isProblem = false);
    /// Whether there is somewhere to walk to.
    void setWalkable(bool walkable);

signals:
    void queryChanged();
    void modeChanged();
    void nextWanted();
    void previousWanted();
    void closeWanted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void colorTexts();

    QLineEdit* m_query;
    QLabel* m_result;
    QLabel* m_notice;
    QComboBox* m_mode;
    GlyphButton* m_previous;
    GlyphButton* m_next;
    bool m_isProblem = false;
};

} // namespace tailrace
