// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/import_report_sheet.h"

#include "model/base/format.h"
#include "model/items/import_report_model.h"
#include "views/common/flat_header.h"
#include "views/common/theme.h"
#include "views/sources/import_report_delegate.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QTreeView>
#include <QVBoxLayout>

namespace tailrace {

namespace {

constexpr int kExpandedInputs = 50;
constexpr int kExpandedMembers = 20;

} // namespace

ReportTotals totalsOf(const std::vector<ImportReport>& reports, const std::vector<Error>& failures)
{
    ReportTotals totals;
    totals.problems = failures.size();
    for (const ImportReport& report : reports) {
        for (const ProblemGroup& group : report.problems) {
            if (group.code == ProblemCode::OrphanSpan)
                totals.orphans += group.count;
            else if (info(group.code).severity != Severity::Info)
                totals.problems += group.count;
        }
    }
    return totals;
}

QString troubleText(const ReportTotals& totals)
{
    QStringList parts;
    if (totals.orphans > 0)
        parts.append(QString::fromStdString(formatCount(totals.orphans, "orphan")));
    if (totals.problems > 0)
        parts.append(QString::fromStdString(formatCount(totals.problems, "problem")));
    return parts.join(QStringLiteral(", "));
}

ImportReportSheet::ImportReportSheet(QWidget* parent)
    : QDialog(parent)
    , m_model(new ImportReportModel(this))
    , m_tree(new QTreeView(this))
    , m_summary(new QLabel(this))
{
    setWindowTitle(tr("Import report"));
    resize(QSize(960, 560).boundedTo(screen()->availableSize() * 0.9));
    auto* header = new FlatHeader(m_tree);
    m_tree->setHeader(header);
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new ImportReportDelegate(m_tree));
    m_tree->setAccessibleName(tr("Import report"));
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setMouseTracking(true);
    header->setStretchLastSection(false);
    header->setSectionResizeMode(ImportReportModel::InputColumn, QHeaderView::Stretch);
    const int widths[] = {0, 150, 80, 90, 80, 80, 90, 80};
    for (int column = 1; column < ImportReportModel::kColumns; ++column)
        header->resizeSection(column, widths[column]);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* copyButton = buttons->addButton(tr("Copy as Text"), QDialogButtonBox::ActionRole);
    for (QAbstractButton* button : buttons->buttons())
        button->setIcon({});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(10);
    column->addWidget(m_summary);
    column->addWidget(m_tree, 1);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(copyButton, &QPushButton::clicked, this, &ImportReportSheet::copy);
    connect(m_tree, &QTreeView::expanded, this, &ImportReportSheet::spanChildren);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ImportReportSheet::layOutRows);
    connect(&Theme::instance(), &Theme::changed, this, [this] { m_tree->viewport()->update(); });
}

ImportReportSheet::~ImportReportSheet() = default;

void ImportReportSheet::setReports(std::vector<ImportReport> reports, std::vector<Error> failures)
{
    const QString trouble = troubleText(totalsOf(reports, failures));
    const QString inputs = QString::fromStdString(formatCount(reports.size() + failures.size(), "input"));
    std::uint64_t spans = 0;
    for (const ImportReport& report : reports)
        spans += report.spans;
    m_summary->setText(tr("%1 · %2 · %3")
                           .arg(inputs, QString::fromStdString(formatCount(spans, "span")),
                                trouble.isEmpty() ? tr("no problems") : trouble));
    m_model->setReports(std::move(reports), std::move(failures));
}

void ImportReportSheet::copy()
{
    QGuiApplication::clipboard()->setText(m_model->text());
}

void ImportReportSheet::layOutRows()
{
    const int inputs = m_model->rowCount();
    for (int row = 0; row < inputs; ++row) {
        const QModelIndex input = m_model->index(row, 0);
        const auto kind = static_cast<ImportReportModel::Kind>(input.data(ImportReportModel::KindRole).toInt());
        if (kind == ImportReportModel::Kind::Failure)
            m_tree->setFirstColumnSpanned(row, {}, true);
        else if (inputs <= kExpandedInputs)
            m_tree->expand(input);
    }
}

// Problems and places take the whole width. The tree keeps a persistent index for each such row, so they are only
// set where they are seen.
void ImportReportSheet::spanChildren(const QModelIndex& parent)
{
    const auto kind = [](const QModelIndex& index) {
        return static_cast<ImportReportModel::Kind>(index.data(ImportReportModel::KindRole).toInt());
    };
    if (kind(parent) == ImportReportModel::Kind::Members)
        return; // files have columns of their own
    for (int row = 0; row < m_model->rowCount(parent); ++row) {
        m_tree->setFirstColumnSpanned(row, parent, true);
        const QModelIndex child = m_model->index(row, 0, parent);
        if (kind(child) == ImportReportModel::Kind::Members && m_model->rowCount(child) <= kExpandedMembers)
            m_tree->expand(child);
    }
}

} // namespace tailrace
