// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/picture/picture_header.h"

#include "model/analysis/explain.h"
#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "views/common/theme.h"
#include "views/trace/trace_headline.h"
#include "views/waterfall/legend_strip.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

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
    if (!trace->movedNs.empty()) {
        const auto unmoved = std::count(trace->movedNs.begin(), trace->movedNs.end(), std::int64_t{0});
        const std::size_t moved = trace->movedNs.size() - static_cast<std::size_t>(unmoved);
        m_clocks = tr("Clocks corrected: %1 moved.").arg(toQString(formatCount(moved, "span")));
    }
    setRemark({});
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
    const QString all = m_clocks.isEmpty() || text.isEmpty() ? m_clocks + text : m_clocks + u' ' + text;
    m_remark->setText(all);
    m_remark->setVisible(!all.isEmpty());
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
