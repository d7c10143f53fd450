// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/table_pane.h"

#include "views/common/elided_label.h"
#include "views/common/flat_header.h"
#include "views/tables/figure_table.h"

#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QSaveFile>
#include <QToolButton>
#include <QVBoxLayout>

namespace tailrace {

TablePane::TablePane(QAbstractItemModel* model, std::function<QString()> csv, const QString& fileName,
                     QWidget* parent)
    : QWidget(parent)
    , m_csv(std::move(csv))
    , m_fileName(fileName)
    , m_grouping(new QComboBox(this))
    , m_sentence(new ElidedLabel(this))
    , m_table(new FigureTable(model, this))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_grouping->setAccessibleName(tr("Group by"));
    m_grouping->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_sentence->setForegroundRole(QPalette::PlaceholderText);
    auto* label = new QLabel(tr("&Group by"), this);
    label->setBuddy(m_grouping);
    m_controls = {label, m_grouping};
    const auto button = [this](const QString& text, const QString& tip, auto slot) {
        auto* made = new QToolButton(this);
        made->setText(text);
        made->setToolTip(tip);
        made->setAutoRaise(true);
        made->setFocusPolicy(Qt::TabFocus);
        connect(made, &QToolButton::clicked, this, slot);
        m_controls.push_back(made);
        return made;
    };
    auto* line = new QHBoxLayout;
    line->setContentsMargins(FlatHeader::kPadding, 5, FlatHeader::kPadding, 5);
    line->setSpacing(8);
    line->addWidget(label);
    line->addWidget(m_grouping);
    line->addSpacing(8);
    line->addWidget(m_sentence, 1);
    line->addWidget(
        button(tr("Copy"), tr("Copy the selected rows, or all, parted by tabs"), [this] { m_table->copy(); }));
    line->addWidget(button(tr("Copy as CSV"), tr("Copy all rows as CSV, lengths in ns"), [this] { copyCsv(); }));
    line->addWidget(button(tr("Save CSV…"), tr("Save all rows as CSV, lengths in ns"), [this] { saveCsv(); }));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(line);
    column->addWidget(m_table);
    setFocusProxy(m_table);
}

void TablePane::setSentence(const QString& text)
{
    m_sentence->setText(text);
    m_sentence->setToolTip(text);
}

void TablePane::hideControls()
{
    for (QWidget* control : m_controls)
        control->hide();
}

void TablePane::copyCsv() const
{
    QGuiApplication::clipboard()->setText(m_csv());
}

void TablePane::saveCsv()
{
    auto* dialog = new QFileDialog(this, tr("Save table"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->resize(860, 540);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("CSV (*.csv)")});
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(m_fileName + QStringLiteral(".csv"));
    connect(dialog, &QFileDialog::fileSelected, this, &TablePane::write);
    dialog->open();
}

void TablePane::write(const QString& path)
{
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.write(m_csv().toUtf8()) >= 0 && file.commit();
    if (!written)
        emit failed(tr("The table could not be written to %1: %2").arg(path, file.errorString()));
}

} // namespace tailrace
