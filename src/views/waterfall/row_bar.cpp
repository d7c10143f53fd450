// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/row_bar.h"

#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "views/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTextDocumentFragment>

namespace tailrace {

namespace {

constexpr int kLongestStep = 48; // characters

QString link(const QString& target, const QString& text)
{
    return QStringLiteral("<a href='%1' style='text-decoration:none'>%2</a>").arg(target, text.toHtmlEscaped());
}

QString stepName(const SpanTable& table, SpanIndex span)
{
    const QString service = toQString(table.service(span));
    const QString name = toQString(table.name(span));
    QString text =
        service.isEmpty() || name.isEmpty() ? service + name : QStringLiteral("%1: %2").arg(service, name);
    if (text.size() > kLongestStep)
        text = text.left(kLongestStep - 1) + u'…';
    return text;
}

QString crumbsOf(const SpanTable& table, const std::vector<SpanIndex>& focus)
{
    QStringList steps{link(QStringLiteral("0"), RowBar::tr("trace"))};
    for (std::size_t i = 0; i < focus.size(); ++i) {
        const QString text = stepName(table, focus[i]);
        steps << (i + 1 == focus.size() ? QStringLiteral("<b>%1</b>").arg(text.toHtmlEscaped())
                                        : link(QString::number(i + 1), text));
    }
    return steps.join(QStringLiteral(" › "));
}

QString plain(const QLabel& label)
{
    return QTextDocumentFragment::fromHtml(label.text()).toPlainText();
}

} // namespace

RowBar::RowBar(QWidget* parent)
    : QWidget(parent)
    , m_crumbs(new QLabel(this))
    , m_hidden(new QLabel(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 0, 10, 1);
    layout->addWidget(m_crumbs, 1);
    layout->addWidget(m_hidden);
    for (QLabel* label : {m_crumbs, m_hidden}) {
        label->setTextFormat(Qt::RichText);
        label->setTextInteractionFlags(Qt::LinksAccessibleByMouse);
        label->setMinimumWidth(1);
        connect(label, &QLabel::linkActivated, this, &RowBar::followLink);
    }
    setAccessibleName(tr("What the rows show"));
    hide();
}

void RowBar::followLink(const QString& link)
{
    if (link == u"all")
        emit showAllWanted();
    else
        emit leaveWanted(link.toInt());
}

void RowBar::setRows(const RowLayout& rows)
{
    const RowStatePtr& state = rows.state();
    const bool isFocused = rows.table() != nullptr && !state->focus.empty();
    const bool isFiltered = rows.table() != nullptr && state->filter.isActive();
    m_isWanted = isFocused || isFiltered;
    m_crumbs->setText(isFocused ? crumbsOf(*rows.table(), state->focus) : QString());
    QString hidden;
    if (isFiltered) {
        const QString count = QString::fromStdString(formatCount(rows.filteredCount(), "span"));
        hidden = tr("%1 hidden").arg(count).toHtmlEscaped() + QStringLiteral(" &nbsp; ") +
                 link(QStringLiteral("all"), tr("Show all"));
    }
    m_hidden->setText(hidden);
    m_hidden->setVisible(isFiltered);
}

QString RowBar::crumbs() const
{
    return plain(*m_crumbs);
}

QString RowBar::hiddenText() const
{
    return plain(*m_hidden);
}

QSize RowBar::sizeHint() const
{
    return {300, fontMetrics().height() + 10};
}

void RowBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), themeColors().base);
    painter.fillRect(QRect(0, height() - 1, width(), 1), themeColors().line);
}

} // namespace tailrace
