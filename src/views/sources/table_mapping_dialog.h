// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Asks what the columns of a table of spans are: its first rows, a role over each column, units of times, and what
// the rows give with that. What it says of the rows is computed by the function that it is given, at each change;
// that function must be quick. GUI thread only.

#include "model/trace/table_mapping.h"

#include <QDialog>

#include <functional>
#include <vector>

class QComboBox;
class QLabel;
class QPushButton;
class QTableWidget;

namespace tailrace {

class TableMappingDialog : public QDialog
{
    Q_OBJECT

public:
    using Previewer = std::function<TablePreview(const TableMapping&)>;

    /// `title` is the table's name; `proposal` is what the roles are at first.
    TableMappingDialog(const QString& title, TableSample sample, const TableMapping& proposal, Previewer previewer,
                       QWidget* parent = nullptr);
    ~TableMappingDialog() override;

    /// What is chosen.
    [[nodiscard]] TableMapping mapping() const;
    /// The combo boxes over a column of the sample; nullptr if it is not shown.
    [[nodiscard]] QComboBox* roleBox(const QString& column) const;
    [[nodiscard]] QComboBox* formatBox(const QString& column) const;
    [[nodiscard]] QString previewText() const;

    static constexpr int kMaxShownColumns = 100;
    static constexpr int kShownRows = 5;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct ShownColumn {
        std::string name;
        QComboBox* role;
        QComboBox* format;
    };

    void chooseShown(const TableMapping& proposal);
    void fillTable(const TableMapping& proposal);
    void layOut(const QString& title);
    void addBoxes(int column, const TableColumn& chosen);
    void roleChanged(int column);
    void offerFormats(const ShownColumn& column, TableFormat chosen);
    void updatePreview();
    [[nodiscard]] QString clashText(const TableMapping& chosen) const;
    [[nodiscard]] QString missingText(const TableMapping& chosen) const;
    [[nodiscard]] TableColumn chosenAt(const ShownColumn& column) const;

    TableSample m_sample;
    Previewer m_previewer;
    std::vector<std::size_t> m_shownIndexes; // in the sample
    std::vector<ShownColumn> m_columns;
    QTableWidget* m_table;
    QLabel* m_found;
    QLabel* m_trouble;
    QPushButton* m_import;
};

} // namespace tailrace
