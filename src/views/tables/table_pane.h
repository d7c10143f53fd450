// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A FigureTable with what belongs to it above: what rows stand for, a sentence, buttons that copy it and save it as
// CSV. GUI thread only.

#include <QWidget>

#include <functional>
#include <vector>

class QAbstractItemModel;
class QComboBox;
class QLabel;

namespace tailrace {

class FigureTable;

class TablePane : public QWidget
{
    Q_OBJECT

public:
    /// `csv` makes the whole table as CSV; `fileName` is suggested for it, without a suffix.
    TablePane(QAbstractItemModel* model, std::function<QString()> csv, const QString& fileName,
              QWidget* parent = nullptr);

    [[nodiscard]] FigureTable* table() const { return m_table; }
    [[nodiscard]] QComboBox* grouping() const { return m_grouping; }
    /// Beside the grouping, in the second weight.
    void setSentence(const QString& text);
    /// Leaves the sentence and the table, for a picture of them.
    void hideControls();

public slots:
    /// The table as CSV, to the clipboard.
    void copyCsv() const;
    /// Asks for a file and writes the table into it as CSV.
    void saveCsv();

signals:
    /// Something could not be written.
    void failed(const QString& message);

private:
    void write(const QString& path);

    std::function<QString()> m_csv;
    QString m_fileName;
    QComboBox* m_grouping;
    std::vector<QWidget*> m_controls;
    QLabel* m_sentence;
    FigureTable* m_table;
};

} // namespace tailrace
