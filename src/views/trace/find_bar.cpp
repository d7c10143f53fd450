// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace/find_bar.h"

#include "views/common/glyph_button.h"
#include "views/common/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QToolButton>
#include <QToolTip>

namespace tailrace {

namespace {

QString helpText()
{
    const std::pair<const char*, const char*> rows[] = {
        {"refused timeout",
         QT_TRANSLATE_NOOP("FindBar", "both words, anywhere in the span, its events or its logs")},
        {"\"card refused\"", QT_TRANSLATE_NOOP("FindBar", "these words together")},
        {"http.method=POST", QT_TRANSLATE_NOOP("FindBar", "an attribute of span, resource, event or log")},
        {"retry!=true", QT_TRANSLATE_NOOP("FindBar", "the attribute with another value")},
        {"service:pay name:card", QT_TRANSLATE_NOOP("FindBar", "service and name contain this")},
        {"status:error kind:client", QT_TRANSLATE_NOOP("FindBar", "status and kind")},
        {"duration>100ms", QT_TRANSLATE_NOOP("FindBar", "also &lt; &gt;= &lt;= =, in ns, us, ms, s, min, h")},
    };
    QString html = FindBar::tr("<p>A span must have everything that is typed, in small or capital letters.</p>");
    html += QStringLiteral("<table>");
    for (const auto& [example, meaning] : rows)
        html += QStringLiteral("<tr><td><code>%1</code>&nbsp;&nbsp;</td><td>%2</td></tr>")
                    .arg(QString::fromUtf8(example).toHtmlEscaped(), FindBar::tr(meaning));
    return html + QStringLiteral("</table>");
}

GlyphButton* button(GlyphButton::Glyph glyph, const QString& text, QWidget* parent)
{
    auto* made = new GlyphButton(glyph, parent);
    made->setToolTip(text);
    made->setAccessibleName(text);
    made->setFixedSize(made->sizeHint() + QSize(6, 6));
    return made;
}

} // namespace

FindBar::FindBar(QWidget* parent)
    : QWidget(parent)
    , m_query(new QLineEdit(this))
    , m_result(new QLabel(this))
    , m_notice(new QLabel(this))
    , m_mode(new QComboBox(this))
    , m_previous(button(GlyphButton::Glyph::Up, tr("Previous match (Shift+Enter)"), this))
    , m_next(button(GlyphButton::Glyph::Down, tr("Next match (Enter)"), this))
{
    m_query->setPlaceholderText(tr("Find spans: words, key=value, status:error, duration>100ms"));
    m_query->setClearButtonEnabled(true);
    m_query->setAccessibleName(tr("Find in trace"));
    m_query->setToolTip(helpText());
    m_query->setMinimumWidth(160);
    m_query->setMaximumWidth(460);
    m_mode->addItems({tr("Dim others"), tr("Only matches"), tr("Show all")});
    m_mode->setAccessibleName(tr("Other spans"));
    m_mode->setToolTip(tr("What happens to the spans that do not match"));
    auto* help = new QToolButton(this);
    help->setText(QStringLiteral("?"));
    help->setAutoRaise(true);
    help->setAccessibleName(tr("What can be typed"));
    help->setToolTip(helpText());
    // Words of a long notice may be cut, never the line that is typed in.
    m_notice->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* close = button(GlyphButton::Glyph::Close, tr("Close (Esc)"), this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 5, 10, 6);
    row->setSpacing(6);
    row->addWidget(m_query, 3);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    row->addWidget(m_result);
    row->addWidget(m_notice, 2);
    row->addWidget(m_mode);
    row->addWidget(help);
    row->addWidget(close);
    for (QWidget* part :
         {static_cast<QWidget*>(m_query), static_cast<QWidget*>(m_mode), static_cast<QWidget*>(help)})
        part->installEventFilter(this);

    connect(m_query, &QLineEdit::textChanged, this, &FindBar::queryChanged);
    connect(m_mode, &QComboBox::currentIndexChanged, this, &FindBar::modeChanged);
    connect(m_previous, &QAbstractButton::clicked, this, &FindBar::previousWanted);
    connect(m_next, &QAbstractButton::clicked, this, &FindBar::nextWanted);
    connect(close, &QAbstractButton::clicked, this, &FindBar::closeWanted);
    connect(help, &QAbstractButton::clicked, this,
            [help] { QToolTip::showText(help->mapToGlobal(QPoint(0, help->height())), help->toolTip(), help); });
    connect(&Theme::instance(), &Theme::changed, this, &FindBar::colorTexts);
    setWalkable(false);
    colorTexts();
}

QString FindBar::query() const
{
    return m_query->text();
}

MatchMode FindBar::mode() const
{
    return static_cast<MatchMode>(m_mode->currentIndex());
}

void FindBar::focusQuery()
{
    m_query->setFocus(Qt::ShortcutFocusReason);
    m_query->selectAll();
}

void FindBar::showResult(const QString& text, const QString& notice, bool isProblem)
{
    m_result->setText(text);
    m_notice->setText(notice);
    m_notice->setToolTip(notice);
    m_query->setAccessibleDescription(notice.isEmpty() ? text : text + QStringLiteral(", ") + notice);
    m_isProblem = isProblem;
    colorTexts();
}

void FindBar::setWalkable(bool walkable)
{
    m_previous->setEnabled(walkable);
    m_next->setEnabled(walkable);
}

void FindBar::colorTexts()
{
    const auto color = [](QWidget* widget, QPalette::ColorRole role, const QColor& ink) {
        QPalette palette = widget->palette();
        palette.setColor(role, ink);
        palette.setColor(QPalette::Text, ink); // the role of labels in a page whose background is Base
        widget->setPalette(palette);
    };
    color(m_query, QPalette::Text, m_isProblem ? themeColors().error : themeColors().text);
    color(m_result, QPalette::WindowText, m_isProblem ? themeColors().error : themeColors().text);
    color(m_notice, QPalette::WindowText, m_isProblem ? themeColors().error : themeColors().mutedText);
    update();
}

bool FindBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool isPlain = (key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == 0;
    const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    const bool isEscape = key->key() == Qt::Key_Escape;
    if (event->type() == QEvent::ShortcutOverride) {
        // Letters are typed here, or mean nothing; they are never the window's.
        const bool isLetter = isPlain && !key->text().isEmpty() && key->text().front().isPrint();
        if (isLetter || isEscape || (isEnter && isPlain)) {
            event->accept();
            return true;
        }
    } else if (isEscape) {
        emit closeWanted();
        return true;
    } else if (isEnter && isPlain && watched == m_query) {
        if ((key->modifiers() & Qt::ShiftModifier) != 0)
            emit previousWanted();
        else
            emit nextWanted();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        update();
    QWidget::changeEvent(event);
}

void FindBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), themeColors().window);
    painter.fillRect(QRect(0, height() - 1, width(), 1), themeColors().line);
}

} // namespace tailrace
