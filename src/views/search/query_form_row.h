// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The form beside the line in which searches are typed: what is filled in writes the search, what is typed fills it in
// as far as the form can say it. GUI thread only.

#include "model/items/job.h"
#include "model/items/shared_engine.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;

namespace tailrace {

class QueryFormRow : public QWidget
{
    Q_OBJECT

public:
    explicit QueryFormRow(QWidget* parent = nullptr);

    /// Offers the services and operations of this cache.
    void setCache(const QString& path, const SharedEnginePtr& engine);
    /// Shows what the search says; fields are off where it says more than they can.
    void setSearch(const QString& search);

signals:
    /// What is filled in, as a search.
    void searchWritten(const QString& search);

protected:
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QLineEdit* addLine(const QString& label, const QString& hint, int width);
    QComboBox* addBox(const QString& label, int width, bool isTyped);
    void write();
    void fetchChoices();

    QWidget* m_fields;
    QLabel* m_notice;
    QComboBox* m_service;
    QComboBox* m_operation;
    QComboBox* m_status;
    QLineEdit* m_min;
    QLineEdit* m_max;
    QLineEdit* m_tags;
    QTimer m_typing;
    QString m_written;
    QString m_path;
    SharedEnginePtr m_engine;
    JobRunner m_job;
    bool m_hasChoices = false;
    bool m_isFilling = false;
};

} // namespace tailrace
