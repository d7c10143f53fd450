// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/link_templates_dialog.h"

#include "views/common/theme.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace tailrace {

LinkTemplatesDialog::LinkTemplatesDialog(const QList<LinkTemplate>& templates, QWidget* parent)
    : QDialog(parent)
    , m_table(new QTableWidget(0, 2, this))
    , m_problem(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Links to other tools"));
    auto* help =
        new QLabel(tr("Each link appears in the menu of a span's detail. Words in braces stand for what was "
                      "recorded: {traceId} {spanId} {parentId} {service} {name} {startMs} {startNs} {endMs} "
                      "{durationMs}, or {key} of any attribute. Nothing is opened before you click on it."),
                   this);
    help->setWordWrap(true);
    m_table->setHorizontalHeaderLabels({tr("Name"), tr("Address")});
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setColumnWidth(0, 150);
    m_table->verticalHeader()->hide();
    m_table->setAccessibleName(tr("Links"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_problem->setWordWrap(true);
    m_problem->setMinimumHeight(m_problem->fontMetrics().height() + 4);
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, themeColors().error);
    palette.setColor(QPalette::Text, themeColors().error);
    m_problem->setPalette(palette);
    auto* add = new QPushButton(tr("&Add"), this);
    auto* remove = new QPushButton(tr("&Remove"), this);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    for (QPushButton* button : findChildren<QPushButton*>())
        button->setIcon({});
    auto* row = new QHBoxLayout;
    row->addWidget(add);
    row->addWidget(remove);
    row->addStretch(1);
    row->addWidget(buttons);
    auto* column = new QVBoxLayout(this);
    column->addWidget(help);
    column->addWidget(m_table, 1);
    column->addWidget(m_problem);
    column->addLayout(row);
    for (const LinkTemplate& link : templates)
        addRow(link);
    if (templates.isEmpty())
        addRow({});

    connect(add, &QPushButton::clicked, this, [this] {
        addRow({});
        m_table->setCurrentCell(m_table->rowCount() - 1, 0);
        m_table->editItem(m_table->currentItem());
    });
    connect(remove, &QPushButton::clicked, this, [this] {
        m_table->removeRow(m_table->currentRow());
        check();
    });
    connect(m_table, &QTableWidget::itemChanged, this, &LinkTemplatesDialog::check);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    check();
    resize(680, 340);
}

void LinkTemplatesDialog::addRow(const LinkTemplate& link)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    m_table->setItem(row, 0, new QTableWidgetItem(link.name));
    m_table->setItem(row, 1, new QTableWidgetItem(link.address));
}

QList<LinkTemplate> LinkTemplatesDialog::templates() const
{
    QList<LinkTemplate> result;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const auto text = [&](int column) {
            const QTableWidgetItem* item = m_table->item(row, column);
            return item == nullptr ? QString() : item->text().trimmed();
        };
        if (!text(0).isEmpty() || !text(1).isEmpty())
            result.append({text(0), text(1)});
    }
    return result;
}

void LinkTemplatesDialog::check()
{
    QString problem;
    for (const LinkTemplate& link : templates()) {
        if (const QString wrong = linkProblem(link.address); problem.isEmpty() && !wrong.isEmpty())
            problem = link.name.isEmpty() ? wrong : tr("%1: %2").arg(link.name, wrong);
        else if (problem.isEmpty() && link.name.isEmpty())
            problem = tr("A name is missing");
    }
    m_problem->setText(problem);
    m_ok->setEnabled(problem.isEmpty());
}

} // namespace tailrace
