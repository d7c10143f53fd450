// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_palette.h"

#include "key_map.h"
#include "views/common/fuzzy_match.h"
#include "views/common/theme.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPointer>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace tailrace {

namespace {

enum Role { IdRole = Qt::UserRole, KeysRole, MenuRole, PositionsRole };

constexpr int kWidth = 560;
constexpr int kRowsShown = 12;
constexpr int kPadding = 12;

struct Found {
    ActionId id;
    QString title;
    FuzzyMatch match;
};

/// Name with the letters found in bold, its menu in second weight, its keys on the right.
class Delegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {100, option.fontMetrics.height() + 10};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const ThemeColors& colors = themeColors();
        if ((option.state & QStyle::State_Selected) != 0)
            painter->fillRect(option.rect, colors.selection);
        QRect area = option.rect.adjusted(kPadding, 0, -kPadding, 0);
        painter->setFont(option.font);
        painter->setPen(colors.mutedText);
        const QString keys = index.data(KeysRole).toString();
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignRight, keys);
        area.setRight(area.right() - option.fontMetrics.horizontalAdvance(keys) - kPadding);
        const int end = paintName(*painter, area, option, index);
        painter->setFont(option.font);
        painter->setPen(colors.mutedText);
        area.setLeft(end + kPadding);
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft,
                          option.fontMetrics.elidedText(index.data(MenuRole).toString(), Qt::ElideRight,
                                                        std::max(area.width(), 0)));
    }

private:
    static int paintName(QPainter& painter, const QRect& area, const QStyleOptionViewItem& option,
                         const QModelIndex& index)
    {
        const QString name = index.data(Qt::DisplayRole).toString();
        const QVariantList found = index.data(PositionsRole).toList();
        QFont bold = option.font;
        bold.setBold(true);
        int x = area.left();
        for (qsizetype i = 0; i < name.size();) {
            const bool isFound = found.contains(i);
            const qsizetype from = i;
            while (i < name.size() && found.contains(i) == isFound)
                ++i;
            const QString part = name.mid(from, i - from);
            painter.setFont(isFound ? bold : option.font);
            painter.setPen(isFound ? themeColors().accent : themeColors().text);
            painter.drawText(QRect(x, area.top(), area.right() - x, area.height()),
                             Qt::AlignVCenter | Qt::AlignLeft, part);
            x += QFontMetrics(painter.font()).horizontalAdvance(part);
        }
        return x;
    }
};

} // namespace

CommandPalette::CommandPalette(const ActionSet& actions, const KeyMap& keys, QWidget* parent)
    : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint)
    , m_actions(actions)
    , m_keys(keys)
    , m_edit(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_model(new QStandardItemModel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Command palette"));
    m_edit->setPlaceholderText(tr("Type what you want to do"));
    m_edit->setAccessibleName(windowTitle());
    m_edit->setClearButtonEnabled(true);
    m_edit->installEventFilter(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new Delegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setAccessibleName(tr("Commands"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addWidget(m_edit);
    column->addWidget(m_list, 1);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
    filter({});
    place();
    m_edit->setFocus();
}

void CommandPalette::place()
{
    const QWidget* over = parentWidget()->window();
    resize(std::min(kWidth, over->width() - 40), height());
    fitHeight();
    move(over->mapToGlobal(QPoint((over->width() - width()) / 2, std::min(over->height() / 10, 90))));
}

void CommandPalette::fitHeight()
{
    const int rows = std::clamp(m_model->rowCount(), 1, kRowsShown);
    const int row = m_model->rowCount() > 0 ? m_list->sizeHintForRow(0) : fontMetrics().height() + 10;
    const int room = parentWidget()->window()->height() - 40;
    const QMargins margins = layout()->contentsMargins();
    resize(width(), std::min(m_edit->sizeHint().height() + layout()->spacing() + rows * row + margins.top() +
                                 margins.bottom(),
                             room));
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), themeColors().window);
    painter.setPen(themeColors().mutedText);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void CommandPalette::filter(const QString& text)
{
    std::vector<Found> found;
    for (int i = 0; i < kActions; ++i) {
        const auto id = static_cast<ActionId>(i);
        if (id == ActionId::Palette || !m_actions.action(id)->isEnabled())
            continue;
        const QString title = ActionSet::title(id);
        if (auto match = fuzzyMatch(text, title))
            found.push_back({id, title, std::move(*match)});
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        return a.match.score != b.match.score ? a.match.score > b.match.score
                                              : a.match.score > 0 && a.title.size() < b.title.size();
    });
    m_model->clear();
    for (const Found& one : found) {
        auto* item = new QStandardItem(one.title);
        item->setData(static_cast<int>(one.id), IdRole);
        item->setData(m_keys.keysText(one.id), KeysRole);
        item->setData(ActionSet::menuTitle(one.id), MenuRole);
        QVariantList positions;
        for (const qsizetype position : one.match.positions)
            positions.append(position);
        item->setData(positions, PositionsRole);
        item->setAccessibleDescription(m_keys.keysText(one.id));
        m_model->appendRow(item);
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
    fitHeight();
}

QList<ActionId> CommandPalette::listed() const
{
    QList<ActionId> ids;
    for (int row = 0; row < m_model->rowCount(); ++row)
        ids.append(static_cast<ActionId>(m_model->index(row, 0).data(IdRole).toInt()));
    return ids;
}

void CommandPalette::run()
{
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid())
        return;
    const QPointer<QAction> action = m_actions.action(static_cast<ActionId>(index.data(IdRole).toInt()));
    // When the palette is gone, so that the action finds the focus where it was.
    QTimer::singleShot(0, action, [action] { action->trigger(); });
    close();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_edit || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const int row = m_list->currentIndex().row();
    const int rows = m_model->rowCount();
    const auto go = [&](int to) {
        if (rows > 0)
            m_list->setCurrentIndex(m_model->index(std::clamp(to, 0, rows - 1), 0));
    };
    switch (key->key()) {
    case Qt::Key_Down:
        go(row + 1 < rows ? row + 1 : 0);
        return true;
    case Qt::Key_Up:
        go(row > 0 ? row - 1 : rows - 1);
        return true;
    case Qt::Key_PageDown:
        go(row + kRowsShown - 1);
        return true;
    case Qt::Key_PageUp:
        go(row - kRowsShown + 1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        run();
        return true;
    case Qt::Key_Escape:
        close();
        return true;
    default:
        return false;
    }
}

} // namespace tailrace
