// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_map_dialog.h"

#include "key_map.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tailrace {

namespace {

constexpr int kIdRole = Qt::UserRole;

bool isModifier(int key)
{
    return key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt || key == Qt::Key_Meta ||
           key == Qt::Key_AltGr || key == Qt::Key_CapsLock || key == Qt::Key_unknown || key == 0;
}

} // namespace

KeyEdit::KeyEdit(QWidget* parent)
    : QLineEdit(parent)
{
    setReadOnly(true);
    setContextMenuPolicy(Qt::NoContextMenu);
}

void KeyEdit::clearKey()
{
    m_key = {};
    clear();
    emit keyChanged();
}

bool KeyEdit::event(QEvent* event)
{
    // No shortcut may come before the box.
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void KeyEdit::keyPressEvent(QKeyEvent* event)
{
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const bool leaves = event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab ||
                        (event->key() == Qt::Key_Escape && modifiers == Qt::NoModifier);
    if (leaves) {
        QLineEdit::keyPressEvent(event);
        return;
    }
    if (isModifier(event->key()))
        return;
    // "?" and "*" are typed with Shift on most keyboards; the sign stands for itself.
    const bool isSign = event->text().size() == 1 && event->text().front().isPrint() &&
                        !event->text().front().isLetterOrNumber() && !event->text().front().isSpace();
    m_key = QKeySequence(
        QKeyCombination(isSign ? modifiers & ~Qt::ShiftModifier : modifiers, static_cast<Qt::Key>(event->key())));
    setText(m_key.toString(QKeySequence::NativeText));
    emit keyChanged();
}

KeyMapDialog::KeyMapDialog(KeyMap& keys, QWidget* parent)
    : QDialog(parent)
    , m_keys(keys)
    , m_filter(new QLineEdit(this))
    , m_preset(new QComboBox(this))
    , m_table(new QTreeWidget(this))
    , m_prompt(new QLabel(this))
    , m_edit(new KeyEdit(this))
    , m_add(new QPushButton(tr("&Add"), this))
    , m_clear(new QPushButton(tr("&Remove Keys"), this))
    , m_reset(new QPushButton(tr("R&eset"), this))
    , m_note(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Change keyboard shortcuts"));
    layOut();
    fillTable();
    connect(m_filter, &QLineEdit::textChanged, this, &KeyMapDialog::filter);
    connect(m_preset, &QComboBox::activated, this, &KeyMapDialog::usePreset);
    connect(m_table, &QTreeWidget::currentItemChanged, this, [this] {
        m_edit->clearKey();
        showChoice();
    });
    connect(m_table, &QTreeWidget::itemActivated, this, [this] { m_edit->setFocus(); });
    connect(m_edit, &KeyEdit::keyChanged, this, &KeyMapDialog::showChoice);
    connect(m_add, &QPushButton::clicked, this, &KeyMapDialog::addKey);
    connect(m_clear, &QPushButton::clicked, this, [this] { m_keys.setKeys(*chosen(), {}); });
    connect(m_reset, &QPushButton::clicked, this, [this] { m_keys.reset(*chosen()); });
    connect(&m_keys, &KeyMap::changed, this, &KeyMapDialog::refresh);
    refresh();
    m_table->setCurrentItem(m_items[static_cast<std::size_t>(ActionId::ZoomIn)]);
    resize(QSize(620, 640).boundedTo(parent->window()->size()));
}

void KeyMapDialog::layOut()
{
    m_filter->setPlaceholderText(tr("Filter by name or key"));
    m_filter->setClearButtonEnabled(true);
    m_preset->addItems({tr("Tailrace"), tr("Jaeger")});
    m_preset->setToolTip(tr("Starts again from a ready-made map; your changes are forgotten."));
    m_edit->setPlaceholderText(tr("press a key"));
    m_edit->setAccessibleName(tr("New key"));
    m_add->setDefault(false);
    m_note->setWordWrap(true);
    m_note->setMinimumHeight(m_note->fontMetrics().height() * 2);
    m_note->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* presetLabel = new QLabel(tr("&Map:"), this);
    presetLabel->setBuddy(m_preset);
    auto* top = new QHBoxLayout;
    top->addWidget(m_filter, 1);
    top->addSpacing(12);
    top->addWidget(presetLabel);
    top->addWidget(m_preset);
    auto* change = new QHBoxLayout;
    change->addWidget(m_prompt, 1);
    change->addWidget(m_edit);
    change->addWidget(m_add);
    change->addWidget(m_clear);
    change->addWidget(m_reset);
    m_edit->setFixedWidth(130);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (QPushButton* button : findChildren<QPushButton*>())
        button->setAutoDefault(false);
    auto* column = new QVBoxLayout(this);
    column->addLayout(top);
    column->addWidget(m_table, 1);
    column->addLayout(change);
    column->addWidget(m_note);
    column->addWidget(buttons);
}

void KeyMapDialog::fillTable()
{
    m_table->setColumnCount(2);
    m_table->setHeaderLabels({tr("Action"), tr("Keys")});
    m_table->header()->setStretchLastSection(true);
    m_table->setRootIsDecorated(false);
    m_table->setItemsExpandable(false);
    m_table->setUniformRowHeights(true);
    m_table->setAccessibleName(tr("Actions and their keys"));
    QTreeWidgetItem* group = nullptr;
    for (int i = 0; i < kActions; ++i) {
        const auto id = static_cast<ActionId>(i);
        const QString menu = ActionSet::menuTitle(id);
        if (group == nullptr || group->text(0) != menu) {
            group = new QTreeWidgetItem(m_table, {menu});
            group->setFlags(Qt::ItemIsEnabled);
            QFont bold = m_table->font();
            bold.setBold(true);
            group->setFont(0, bold);
        }
        auto* item = new QTreeWidgetItem(group, {ActionSet::title(id)});
        item->setData(0, kIdRole, i);
        m_items[static_cast<std::size_t>(i)] = item;
    }
    m_table->expandAll();
    m_table->resizeColumnToContents(0);
    m_table->setColumnWidth(0, m_table->columnWidth(0) + 24);
}

void KeyMapDialog::refresh()
{
    m_preset->setCurrentIndex(static_cast<int>(m_keys.preset()));
    for (int i = 0; i < kActions; ++i) {
        const auto id = static_cast<ActionId>(i);
        QTreeWidgetItem* item = m_items[static_cast<std::size_t>(i)];
        item->setText(1, m_keys.keysText(id));
        QFont font = m_table->font();
        font.setBold(m_keys.isChanged(id));
        item->setFont(1, font);
    }
    m_edit->clearKey();
    showChoice();
}

void KeyMapDialog::filter(const QString& text)
{
    for (int i = 0; i < m_table->topLevelItemCount(); ++i) {
        QTreeWidgetItem* group = m_table->topLevelItem(i);
        bool isAnyShown = false;
        for (int j = 0; j < group->childCount(); ++j) {
            QTreeWidgetItem* item = group->child(j);
            const bool isShown = item->text(0).contains(text, Qt::CaseInsensitive) ||
                                 item->text(1).contains(text, Qt::CaseInsensitive);
            item->setHidden(!isShown);
            isAnyShown = isAnyShown || isShown;
        }
        group->setHidden(!isAnyShown);
    }
}

std::optional<ActionId> KeyMapDialog::chosen() const
{
    const QTreeWidgetItem* item = m_table->currentItem();
    if (item == nullptr || !item->data(0, kIdRole).isValid())
        return std::nullopt;
    return static_cast<ActionId>(item->data(0, kIdRole).toInt());
}

void KeyMapDialog::showChoice()
{
    const auto id = chosen();
    m_prompt->setText(id ? tr("%1:").arg(ActionSet::title(*id)) : tr("Choose an action."));
    m_edit->setEnabled(id.has_value());
    m_clear->setEnabled(id && !m_keys.keys(*id).isEmpty());
    m_reset->setEnabled(id && m_keys.isChanged(*id));
    const auto user = m_edit->key().isEmpty() ? std::nullopt : m_keys.user(m_edit->key());
    m_add->setEnabled(id && !m_edit->key().isEmpty() && user != id);
    m_add->setText(user && user != id ? tr("T&ake") : tr("&Add"));
    if (user && user == id)
        m_note->setText(tr("%1 already calls this action.").arg(m_edit->text()));
    else if (user)
        m_note->setText(
            tr("%1 now calls “%2”, which would lose it.").arg(m_edit->text(), ActionSet::title(*user)));
    else if (!m_edit->key().isEmpty())
        m_note->setText(
            isWaterfallKey(m_edit->key())
                ? tr("%1 is free. It will count while the waterfall has the focus.").arg(m_edit->text())
                : tr("%1 is free.").arg(m_edit->text()));
    else
        m_note->clear();
}

void KeyMapDialog::addKey()
{
    const auto id = chosen();
    if (!id || m_edit->key().isEmpty())
        return;
    m_keys.setKeys(*id, m_keys.keys(*id) + QList<QKeySequence>{m_edit->key()});
}

void KeyMapDialog::usePreset(int index)
{
    m_keys.setPreset(static_cast<KeyPreset>(index));
}

} // namespace tailrace
