// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What was read, what was skipped and why, in a window of its own that does not block the main one. GUI thread
// only.

#include "model/base/result.h"
#include "model/cache/import_report.h"

#include <QDialog>

#include <vector>

class QLabel;
class QTreeView;

namespace tailrace {

class ImportReportModel;

class ImportReportSheet : public QDialog
{
    Q_OBJECT

public:
    explicit ImportReportSheet(QWidget* parent = nullptr);
    ~ImportReportSheet() override;

    void setReports(std::vector<ImportReport> reports, std::vector<Error> failures);
    [[nodiscard]] ImportReportModel* model() const { return m_model; }
    /// Puts the whole report on the clipboard as text.
    void copy();

private:
    void layOutRows();
    void spanChildren(const QModelIndex& parent);

    ImportReportModel* m_model;
    QTreeView* m_tree;
    QLabel* m_summary;
};

/// What the reports together say of trouble. `orphans` are spans whose parent is missing; `problems` everything
/// else that is more than information, unreadable inputs included.
struct ReportTotals {
    std::uint64_t orphans = 0;
    std::uint64_t problems = 0;
};
[[nodiscard]] ReportTotals totalsOf(const std::vector<ImportReport>& reports, const std::vector<Error>& failures);
/// "141 orphans, 2 problems"; empty where there is nothing to say.
[[nodiscard]] QString troubleText(const ReportTotals& totals);

} // namespace tailrace
