// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/search/difference_panel.h"

#include "model/items/difference_model.h"
#include "views/common/theme.h"

#include <QLabel>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::size_t kShown = 40;
constexpr std::uint64_t kFewest = 3; // traces on each side; of fewer every value is special
constexpr int kPadding = 12;
constexpr int kBarHeight = 3;

/// Two lines a row, and below them a bar for each side.
class DifferenceDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const ThemeColors& colors = themeColors();
        const QRect line = option.rect.adjusted(kPadding, 3, -kPadding, -3);
        painter->save();
        painter->fillRect(option.rect,
                          (option.state & QStyle::State_MouseOver) != 0 ? colors.hover : colors.base);
        painter->setFont(option.font);
        painter->setPen(colors.text);
        painter->drawText(line, Qt::AlignLeft | Qt::AlignTop,
                          option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, line.width()));
        painter->setFont(Theme::instance().smallFont());
        painter->setPen(colors.mutedText);
        painter->drawText(line.adjusted(0, option.fontMetrics.height(), 0, 0), Qt::AlignLeft | Qt::AlignTop,
                          painter->fontMetrics().elidedText(index.data(DifferenceModel::SharesRole).toString(),
                                                            Qt::ElideRight, line.width()));
        const auto bar = [&](int role, int y, const QColor& color) {
            const int width = static_cast<int>(index.data(role).toDouble() * line.width());
            painter->fillRect(QRect(line.left(), y, std::max(width, 1), kBarHeight), color);
        };
        bar(DifferenceModel::InsideRole, line.bottom() - 2 * kBarHeight, colors.accent);
        bar(DifferenceModel::OutsideRole, line.bottom() - kBarHeight + 1, colors.line);
        painter->restore();
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {0, 2 * option.fontMetrics.height() + 2 * kBarHeight + 10};
    }
};

} // namespace

DifferencePanel::DifferencePanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new DifferenceModel(this))
    , m_title(new QLabel(tr("What sets these apart"), this))
    , m_sample(new QLabel(this))
    , m_view(new QListView(this))
{
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_sample->setFont(Theme::instance().smallFont());
    m_sample->setWordWrap(true);
    m_view->setModel(m_model);
    m_view->setItemDelegate(new DifferenceDelegate(m_view));
    m_view->setAccessibleName(m_title->text());
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setMouseTracking(true);
    m_view->setSelectionMode(QAbstractItemView::NoSelection);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto* texts = new QVBoxLayout;
    texts->setContentsMargins(kPadding, 8, kPadding, 4);
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_sample);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(texts);
    column->addWidget(m_view, 1);
    connect(m_view, &QListView::clicked, this,
            [this](const QModelIndex& index) { emit conditionToggled(m_model->condition(index.row())); });
    connect(&Theme::instance(), &Theme::changed, this, &DifferencePanel::recolor);
    recolor();
    hide();
}

void DifferencePanel::recolor()
{
    for (QLabel* label : {m_title, m_sample}) {
        QPalette palette = label->palette();
        palette.setColor(QPalette::WindowText, themeColors().mutedText);
        palette.setColor(QPalette::Text, themeColors().mutedText); // the role of labels on Base
        label->setPalette(palette);
    }
}

void DifferencePanel::compare(const QString& path, const SharedEnginePtr& engine, const Query& query,
                              const TraceRange& range, const QString& text)
{
    if (path.isEmpty() || (query.stages.empty() && range.isWhole())) {
        m_job.cancel();
        m_model->setDistinction({}, {});
        hide();
        return;
    }
    m_job.start(
        [path = path.toStdString(), engine, query, range](const std::stop_token& stop) {
            return engine->use(path, stop, [&](QueryEngine& queries) {
                return whatDistinguishes(queries, query, range, kShown, stop);
            });
        },
        [this, text](Result<Distinction> distinction) {
            if (distinction) // else the list has said what is wrong with the cache
                take(std::move(*distinction), text);
        });
}

void DifferencePanel::take(Distinction distinction, const QString& text)
{
    const bool isMeaningful = std::min(distinction.allInside, distinction.allOutside) >= kFewest;
    m_model->setDistinction(std::move(distinction), text);
    m_sample->setText(m_model->sampleText());
    setVisible(isMeaningful && m_model->rowCount() > 0);
}

} // namespace tailrace
