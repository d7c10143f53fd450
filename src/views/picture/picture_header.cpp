// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/picture/picture_header.h"

#include "model/analysis/explain.h"
#include "views/common/theme.h"
#include "views/trace/trace_headline.h"
#include "views/waterfall/legend_strip.h"

#include <QLabel>
#include <QVBoxLayout>

namespace tailrace {

namespace {

constexpr int kLegendLines = 8;
constexpr int kSide = 16;

} // namespace

PictureHeader::PictureHeader(const SpanTablePtr& trace, QWidget* parent)
    : QWidget(parent)
    , m_legend(new LegendStrip(kLegendLines, this))
    , m_remark(new QLabel(this))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* headline = new TraceHeadline(this);
    headline->setTrace(trace, storySentence(*trace));
    m_legend->setTable(trace);
    m_remark->setTextFormat(Qt::PlainText);
    m_remark->setContentsMargins(kSide, 0, kSide, 6);
    m_remark->setForegroundRole(QPalette::PlaceholderText);
    m_remark->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(headline);
    column->addWidget(m_legend);
    column->addWidget(m_remark);
}

void PictureHeader::setLegendVisible(bool visible)
{
    m_legend->setVisible(visible);
}

void PictureHeader::setRemark(const QString& text)
{
    m_remark->setText(text);
    m_remark->setVisible(!text.isEmpty());
}

void PictureHeader::layOut(int width)
{
    layout()->invalidate();
    resize(width, layout()->totalHeightForWidth(width));
    layout()->activate();
}

void showOffScreen(QWidget& widget)
{
    widget.setAttribute(Qt::WA_DontShowOnScreen);
    widget.show();
}

} // namespace tailrace
