// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What was imported, as a Qt tree: a row an input with its counts; below it a row a kind of problem; below that
// the places where it was met. A folder or an archive has one more row, for its files. Inputs of which nothing could
// be read are rows with their reason. GUI thread only.

#include "model/base/result.h"
#include "model/cache/import_report.h"

#include <QAbstractItemModel>
#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace tailrace {

class ImportReportModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column {
        InputColumn,
        FormatColumn,
        SizeColumn,
        SpansColumn,
        TracesColumn,
        ServicesColumn,
        DuplicatesColumn,
        SkippedColumn,
        kColumns
    };
    /// Members: "1,000 files, 3 of them passed over", above the rows of a folder's or an archive's files.
    enum class Kind { Input, Failure, Problem, Sample, Members, Member };
    enum Role {
        KindRole = Qt::UserRole, ///< int of Kind
        SeverityRole,            ///< int of Severity, of problems; DataLoss of failures
        CountRole,               ///< quint64, of problems
    };

    explicit ImportReportModel(QObject* parent = nullptr);
    ~ImportReportModel() override;

    void setReports(std::vector<ImportReport> reports, std::vector<Error> failures);
    /// All of it as text, for a ticket: an input a paragraph, its problems indented below.
    [[nodiscard]] QString text() const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    struct Node;

    [[nodiscard]] const Node& node(const QModelIndex& index) const;
    Node* addNode(Kind kind, Node* parent, std::size_t report, std::size_t problem, std::size_t sample);
    [[nodiscard]] QString displayText(const Node& node, int column) const;
    [[nodiscard]] QString inputText(const ImportReport& report, int column) const;
    [[nodiscard]] QString problemText(const ProblemGroup& group) const;
    [[nodiscard]] QString sampleText(const ImportReport& report, const ProblemSample& sample) const;
    [[nodiscard]] QString membersText(const ImportReport& report) const;
    [[nodiscard]] QString memberText(const MemberReport& member, int column) const;
    [[nodiscard]] QString countsText(const ImportReport& report) const;
    [[nodiscard]] QString toolTip(const Node& node, int column) const;

    std::vector<ImportReport> m_reports;
    std::vector<Error> m_failures;
    std::vector<std::unique_ptr<Node>> m_nodes; // in display order; stable addresses are the ids of indexes
    std::vector<Node*> m_top;
};

/// "line 12", "byte 18,233", or empty where the place is unknown.
[[nodiscard]] QString placeText(const Location& where);
/// "line 12, line 40, line 51 …": the first places of a group; empty where none is known.
[[nodiscard]] QString placesText(const ProblemGroup& group);

} // namespace tailrace
