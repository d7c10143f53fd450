// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/search/query_bar.h"

#include "model/items/to_qstring.h"
#include "model/query/query_parser.h"
#include "views/common/theme.h"
#include "views/search/query_colors.h"
#include "views/search/query_completer.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kTypingMs = 150;
constexpr qsizetype kMaxMenuText = 70;
constexpr qsizetype kRecentInMenu = 8;

QString menuText(QString text)
{
    if (text.size() > kMaxMenuText)
        text = text.left(kMaxMenuText - 1) + QStringLiteral("…");
    return text.replace(QLatin1Char('&'), QStringLiteral("&&"));
}

QString helpText()
{
    const std::pair<const char*, const char*> rows[] = {
        {"card refused", QT_TRANSLATE_NOOP("QueryBar", "spans with both words")},
        {"{ status = error }", QT_TRANSLATE_NOOP("QueryBar", "failed spans")},
        {"{ resource.service.name = \"cart\" && duration > 100ms }",
         QT_TRANSLATE_NOOP("QueryBar", "slow spans of one service")},
        {"{ name =~ \"GET.*\" } >> { status = error }", QT_TRANSLATE_NOOP("QueryBar", "a failure somewhere below")},
        {"{ span.db.system = \"redis\" } | count() > 5", QT_TRANSLATE_NOOP("QueryBar", "more than five in a trace")},
        {"4bf92f3577b34da6a3ce929d0e0e4736", QT_TRANSLATE_NOOP("QueryBar", "an id, a header with one, or an address")},
    };
    QString html = QStringLiteral("<table>");
    for (const auto& [example, meaning] : rows)
        html += QStringLiteral("<tr><td><code>%1</code>&nbsp;&nbsp;</td><td>%2</td></tr>")
                    .arg(QString::fromUtf8(example).toHtmlEscaped(), QueryBar::tr(meaning));
    return html + QStringLiteral("</table>");
}

} // namespace

QueryBar::QueryBar(QWidget* parent)
    : QWidget(parent)
    , m_line(new QLineEdit(this))
    , m_note(new QLabel(this))
    , m_form(new QToolButton(this))
    , m_saved(new QToolButton(this))
    , m_completer(new QueryCompleter(m_line))
{
    m_line->setFont(Theme::instance().codeFont());
    m_line->setPlaceholderText(tr("Search all traces: words, an id, or TraceQL { status = error && duration > 100ms }"));
    m_line->setAccessibleName(tr("Search"));
    m_line->setClearButtonEnabled(true);
    m_line->setToolTip(helpText());
    m_line->setMinimumHeight(m_line->fontMetrics().height() + 14);
    m_line->setMaxLength(static_cast<int>(kMaxQueryText / 4)); // whatever its characters are
    m_line->installEventFilter(this);
    setFocusProxy(m_line);
    m_form->setText(tr("Form"));
    m_form->setCheckable(true);
    m_form->setToolTip(tr("Fill in a form that writes the search"));
    m_saved->setText(tr("Saved"));
    m_saved->setToolTip(tr("Saved and recent searches"));
    m_saved->setPopupMode(QToolButton::InstantPopup);
    m_saved->setMenu(new QMenu(m_saved));
    for (QToolButton* button : {m_form, m_saved})
        button->setMinimumHeight(m_line->minimumHeight());
    m_note->setFont(Theme::instance().smallFont());
    m_note->setTextFormat(Qt::PlainText);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // is cut, never widens the window
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_line, 1);
    row->addWidget(m_form);
    row->addWidget(m_saved);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 8, 10, 4);
    column->setSpacing(2);
    column->addLayout(row);
    column->addWidget(m_note);

    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    connect(&m_typing, &QTimer::timeout, this, &QueryBar::tell);
    connect(m_line, &QLineEdit::textChanged, this, &QueryBar::typed);
    connect(m_form, &QToolButton::toggled, this, &QueryBar::formToggled);
    connect(m_saved->menu(), &QMenu::aboutToShow, this, &QueryBar::fillSaved);
    connect(&Theme::instance(), &Theme::changed, this, &QueryBar::recolor);
    recolor();
}

void QueryBar::setCache(const QString& path, const SharedEnginePtr& engine)
{
    m_completer->setCache(path, engine);
}

QString QueryBar::text() const
{
    return m_line->text();
}

void QueryBar::setText(const QString& text)
{
    m_line->setText(text);
    tell();
    m_history.add(text);
}

void QueryBar::focusLine()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

void QueryBar::typed()
{
    m_typing.start();
    m_problemColumn = 0;
    colorQuery(*m_line, 0);
    if (!m_isWalking) {
        m_historyAt = -1;
        if (m_line->hasFocus())
            m_completer->offer(false);
    }
}

void QueryBar::tell()
{
    m_typing.stop();
    if (const QString now = m_line->text().trimmed(); now != m_told) {
        m_told = now;
        emit searchWanted(now);
    }
}

void QueryBar::showProblem(const QueryRefusal& refusal)
{
    m_problemColumn = refusal.column;
    m_note->setText(toQString(refusal.text()));
    m_note->setToolTip(m_note->text());
    m_line->setAccessibleDescription(m_note->text());
    recolor();
}

void QueryBar::showNote(const QString& note)
{
    m_problemColumn = 0;
    m_note->setText(note);
    m_note->setToolTip(note);
    m_line->setAccessibleDescription(note);
    recolor();
}

void QueryBar::recolor()
{
    QPalette palette = m_note->palette();
    const QColor ink = m_problemColumn > 0 ? themeColors().error : themeColors().mutedText;
    palette.setColor(QPalette::WindowText, ink);
    palette.setColor(QPalette::Text, ink); // the role of labels in a page whose background is Base
    m_note->setPalette(palette);
    colorQuery(*m_line, m_problemColumn);
    update();
}

bool QueryBar::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_line)
        return QWidget::eventFilter(watched, event);
    // Not for the offered words, which take the focus away in the middle of one.
    if (event->type() == QEvent::FocusOut && !m_completer->isOpen() &&
        static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason)
        m_history.add(m_line->text());
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool isPlain = (key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == 0;
        const bool isTyped = isPlain && !key->text().isEmpty() && key->text().front().isPrint();
        if (isTyped || (isPlain && key->key() == Qt::Key_Escape)) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress && takeKey(static_cast<QKeyEvent*>(event)))
        return true;
    return QWidget::eventFilter(watched, event);
}

bool QueryBar::takeKey(QKeyEvent* event)
{
    if (m_completer->isOpen())
        return false;
    switch (event->key()) {
    case Qt::Key_Escape:
        if (m_line->text().isEmpty()) {
            emit leaveWanted();
        } else {
            m_history.add(m_line->text());
            m_line->clear();
            tell();
        }
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: {
        const bool isTold = m_line->text().trimmed() == m_told;
        tell();
        m_history.add(m_line->text());
        if (isTold)
            emit leaveWanted();
        return true;
    }
    case Qt::Key_Up:
    case Qt::Key_Down:
        walkHistory(event->key() == Qt::Key_Up ? 1 : -1);
        return true;
    case Qt::Key_Space:
        if ((event->modifiers() & Qt::ControlModifier) == 0)
            return false;
        m_completer->offer(true);
        return true;
    default:
        return false;
    }
}

void QueryBar::walkHistory(int step)
{
    const QStringList& entries = m_history.entries();
    if (m_historyAt < 0)
        m_draft = m_line->text();
    // The newest entry is often what stands there.
    int to = m_historyAt + step;
    if (m_historyAt < 0 && step > 0 && !entries.isEmpty() && entries.front() == m_draft.trimmed())
        ++to;
    if (to >= entries.size() || to < -1)
        return;
    m_historyAt = to;
    m_isWalking = true;
    m_line->setText(to < 0 ? m_draft : entries[to]);
    m_isWalking = false;
}

void QueryBar::fillSaved()
{
    QMenu* menu = m_saved->menu();
    menu->clear();
    for (const SearchHistory::Saved& saved : m_history.saved()) {
        QAction* action = menu->addAction(menuText(saved.name));
        action->setToolTip(saved.search);
        connect(action, &QAction::triggered, this, [this, search = saved.search] { setText(search); });
    }
    QAction* save = menu->addAction(tr("&Save This Search…"), this, &QueryBar::saveCurrent);
    save->setEnabled(!m_line->text().trimmed().isEmpty());
    if (!m_history.saved().isEmpty()) {
        menu->insertSeparator(save);
        QMenu* forget = menu->addMenu(tr("&Forget"));
        for (const SearchHistory::Saved& saved : m_history.saved())
            connect(forget->addAction(menuText(saved.name)), &QAction::triggered, this,
                    [this, name = saved.name] { m_history.remove(name); });
    }
    if (!m_history.entries().isEmpty())
        menu->addSection(tr("Recent"));
    for (const QString& entry : m_history.entries().mid(0, kRecentInMenu))
        connect(menu->addAction(menuText(entry)), &QAction::triggered, this, [this, entry] { setText(entry); });
}

void QueryBar::saveCurrent()
{
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save search"));
    dialog->setLabelText(tr("Name of the search:"));
    dialog->setTextValue(m_line->text().trimmed().left(kMaxMenuText));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, search = m_line->text().trimmed()](const QString& name) {
        if (!name.trimmed().isEmpty())
            m_history.save(name.trimmed(), search);
    });
    dialog->open();
}

void QueryBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), themeColors().window);
    painter.fillRect(QRect(0, height() - 1, width(), 1), themeColors().line);
}

} // namespace tailrace
