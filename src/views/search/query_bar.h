// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The line in which a search over all traces is typed, and what is said about it below: how it was understood, or the
// mistake and what was expected. Tells of a search when typing has paused; searching is the page's matter. GUI thread
// only.

#include "model/items/search_history.h"
#include "model/items/shared_engine.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace tailrace {

class QueryCompleter;
struct QueryRefusal;

class QueryBar : public QWidget
{
    Q_OBJECT

public:
    explicit QueryBar(QWidget* parent = nullptr);

    void setSettings(QSettings* settings) { m_history.setSettings(settings); }
    /// Completes from this cache.
    void setCache(const QString& path, const SharedEnginePtr& engine);
    [[nodiscard]] QString text() const;
    /// Puts a search there as if it had been typed, and tells of it at once.
    void setText(const QString& text);
    /// Puts the keyboard focus into the line, everything in it selected.
    void focusLine();

    /// Marks the character and says what is wrong.
    void showProblem(const QueryRefusal& refusal);
    /// Takes the mark away and says something else, or nothing.
    void showNote(const QString& note);

    [[nodiscard]] QLineEdit* line() const { return m_line; }
    [[nodiscard]] QueryCompleter* completer() const { return m_completer; }
    [[nodiscard]] const SearchHistory& history() const { return m_history; }

signals:
    /// Another search, after a pause or at once.
    void searchWanted(const QString& text);
    /// Esc in an empty line, or Enter when everything has been told: back to the list.
    void leaveWanted();
    /// The form is wanted, or not any more.
    void formToggled(bool shown);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] bool takeKey(QKeyEvent* event);
    void typed();
    void tell();
    void walkHistory(int step);
    void fillSaved();
    void saveCurrent();
    void recolor();

    SearchHistory m_history;
    QLineEdit* m_line;
    QLabel* m_note;
    QToolButton* m_form;
    QToolButton* m_saved;
    QueryCompleter* m_completer;
    QTimer m_typing;
    QString m_told;
    QString m_draft;          // what was typed before walking through the history
    int m_historyAt = -1;     // -1 = the draft
    int m_problemColumn = 0;  // 0 = none
    bool m_isWalking = false;
};

} // namespace tailrace
