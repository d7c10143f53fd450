// SPDX-License-Identifier: GPL-3.0-or-later
#include "help_sheet.h"

#include "app_icon.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kColumns = 2;
constexpr int kKeyLetters = 26; // keys of more break into lines
constexpr int kKeySpacing = 16; // px, between keys and what they do
constexpr int kColumnSpacing = 40;
constexpr int kMargin = 4;

/// Widths of a column's two parts without a break, px.
struct ColumnWidths {
    int keys = 0;
    int texts = 0;

    [[nodiscard]] int both() const { return keys + kKeySpacing + texts; }
};

ColumnWidths widthsOf(const QList<ShortcutGroup>& groups, const QFontMetrics& metrics)
{
    ColumnWidths widths;
    for (const ShortcutGroup& group : groups) {
        for (const ShortcutLine& line : group.lines) {
            widths.keys = std::max(widths.keys, metrics.horizontalAdvance(line.keys));
            widths.texts = std::max(widths.texts, metrics.horizontalAdvance(line.text));
        }
    }
    widths.keys = std::min(widths.keys, kKeyLetters * metrics.horizontalAdvance(u'x'));
    return widths;
}

QString translated(const char* text)
{
    return QCoreApplication::translate("HelpSheet", text);
}

QDialogButtonBox* closeButton(QDialog* dialog)
{
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    return buttons;
}

QWidget* groupBox(const ShortcutGroup& group, int keyWidth, QWidget* parent)
{
    auto* box = new QWidget(parent);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 12);
    grid->setHorizontalSpacing(kKeySpacing);
    grid->setVerticalSpacing(5);
    grid->setColumnStretch(1, 1);
    auto* title = new QLabel(group.title, box);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    grid->addWidget(title, 0, 0, 1, 2);
    int row = 1;
    for (const ShortcutLine& line : group.lines) {
        auto* keys = new QLabel(line.keys, box);
        keys->setForegroundRole(QPalette::PlaceholderText);
        keys->setFixedWidth(keyWidth);
        auto* text = new QLabel(line.text, box);
        for (QLabel* label : {keys, text}) {
            label->setWordWrap(true);
            grid->addWidget(label, row, label == keys ? 0 : 1, Qt::AlignTop);
        }
        ++row;
    }
    return box;
}

/// Groups in their order, broken into columns of about equal length.
QWidget* sheet(const QList<ShortcutGroup>& groups, int keyWidth, QWidget* parent)
{
    auto* all = new QWidget(parent);
    auto* row = new QHBoxLayout(all);
    row->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    row->setSpacing(kColumnSpacing);
    qsizetype lines = 0;
    for (const ShortcutGroup& group : groups)
        lines += group.lines.size() + 2;
    QVBoxLayout* column = nullptr;
    qsizetype used = 0;
    int columns = 0;
    for (const ShortcutGroup& group : groups) {
        const qsizetype size = group.lines.size() + 2;
        if (column == nullptr || (columns < kColumns && used + size / 2 > lines * columns / kColumns)) {
            if (column != nullptr)
                column->addStretch();
            column = new QVBoxLayout;
            row->addLayout(column, 1);
            ++columns;
        }
        column->setSpacing(0);
        column->addWidget(groupBox(group, keyWidth, all));
        used += size;
    }
    if (column != nullptr)
        column->addStretch();
    return all;
}

} // namespace

QDialog* makeShortcutSheet(const QList<ShortcutGroup>& groups, QWidget* parent)
{
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(translated("Keyboard shortcuts"));
    auto* area = new QScrollArea(dialog);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    const ColumnWidths widths = widthsOf(groups, dialog->fontMetrics());
    QWidget* all = sheet(groups, widths.keys, area);
    area->setWidget(all);
    auto* column = new QVBoxLayout(dialog);
    column->addWidget(area, 1);
    column->addWidget(closeButton(dialog));
    const int width = kColumns * widths.both() + (kColumns - 1) * kColumnSpacing + 2 * kMargin;
    const QSize wanted =
        QSize(width, all->heightForWidth(width)) + QSize(48, 70); // around it: margins and a button
    dialog->resize(wanted.boundedTo(dialog->screen()->availableSize() * 0.9));
    return dialog;
}

QDialog* makeAboutSheet(QWidget* parent)
{
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(translated("About Tailrace"));
    auto* picture = new QLabel(dialog);
    picture->setPixmap(appIcon().pixmap(QSize(64, 64), dialog->devicePixelRatioF()));
    auto* text = new QLabel(dialog);
    text->setTextFormat(Qt::RichText);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setText(translated("<b>Tailrace %1</b><br>A desktop viewer for distributed traces.<br><br>"
                             "Everything stays on this computer.<br>"
                             "Free software under the GNU General Public License, version 3 or later.<br>"
                             "Built with Qt %2.")
                      .arg(QStringLiteral(TAILRACE_VERSION), QString::fromLatin1(qVersion())));
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    row->addWidget(picture, 0, Qt::AlignTop);
    row->addWidget(text, 1);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(20, 20, 20, 12);
    column->setSpacing(16);
    column->addLayout(row);
    column->addWidget(closeButton(dialog));
    return dialog;
}

} // namespace tailrace
