// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/message_bar.h"

#include "views/common/glyph_button.h"
#include "views/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace tailrace {

namespace {

constexpr int kSign = 16;
constexpr int kLeft = 10;

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent)
    , m_label(new QLabel(this))
{
    m_label->setTextFormat(Qt::RichText);
    m_label->setWordWrap(true);
    m_label->setTextInteractionFlags(Qt::TextBrowserInteraction);
    auto* close = new GlyphButton(GlyphButton::Glyph::Close, this);
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(tr("Close this message"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kLeft + kSign + 8, 7, 8, 8);
    row->addWidget(m_label, 1);
    row->addWidget(close, 0, Qt::AlignTop);

    connect(close, &QAbstractButton::clicked, this, &MessageBar::clear);
    connect(m_label, &QLabel::linkActivated, this, [this] {
        const std::function<void()> act = m_act;
        if (act)
            act();
    });
    connect(&Theme::instance(), &Theme::changed, this, &MessageBar::showText);
    hide();
}

void MessageBar::showMessage(MessageKind kind, const QString& text, const QString& offer,
                             std::function<void()> act)
{
    m_kind = kind;
    m_message = text;
    m_offer = offer;
    m_act = std::move(act);
    showText();
    setAccessibleName(text);
    setVisible(true);
    update();
}

void MessageBar::clear()
{
    m_message.clear();
    m_act = nullptr;
    setVisible(false);
}

void MessageBar::showText()
{
    QString html = m_message.toHtmlEscaped();
    if (!m_offer.isEmpty())
        html += QStringLiteral("&nbsp; <a href=\"#\" style=\"color:%1;text-decoration:none\">%2</a>")
                    .arg(Theme::instance().colors().accent.name(), m_offer.toHtmlEscaped());
    m_label->setText(html);
}

void MessageBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const ThemeColors& colors = Theme::instance().colors();
    painter.fillRect(rect(), colors.alternateBase);
    painter.fillRect(QRect(0, height() - 1, width(), 1), colors.line);
    const int top = m_label->y() + (m_label->fontMetrics().height() - kSign) / 2;
    paintMessageSign(painter, QRectF(kLeft, top, kSign, kSign), m_kind);
}

} // namespace tailrace
