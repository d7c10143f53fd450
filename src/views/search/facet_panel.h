// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Beside the list: how what was found spreads over services, operations, status, and attributes that were added. A
// click on a value wants it in the search, a click on one that is in it wants it out. GUI thread only.

#include "model/items/job.h"
#include "model/items/shared_engine.h"
#include "model/query/trace_range.h"

#include <QTreeView>
#include <QWidget>

class QPushButton;
class QSettings;

namespace tailrace {

class FacetModel;
struct Facet;

class FacetPanel : public QWidget
{
    Q_OBJECT

public:
    explicit FacetPanel(QWidget* parent = nullptr);

    /// Remembers added fields. Must outlive the panel.
    void setSettings(QSettings* settings);
    /// Counts what this search finds; `text` is what was typed. Another call supersedes it, and until the counts have
    /// come the old ones stay. An empty path shows nothing.
    void count(const QString& path, const SharedEnginePtr& engine, const Query& query, const TraceRange& range,
               const QString& text);
    /// Ends what is being asked: another search comes, and goes first.
    void cancel() { m_job.cancel(); }
    [[nodiscard]] FacetModel* model() const { return m_model; }
    [[nodiscard]] QTreeView* view() const { return m_view; }
    /// Counts this field as well, from now on.
    void addField(const FieldRef& field);

signals:
    /// A condition (query_edit.h) is to be added, or taken away where the search has it.
    void conditionToggled(const QString& condition);
    /// Counts of the search have come.
    void counted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void start();
    void take(std::vector<Facet> facets);
    void fillMenu();
    void showMenu(const QPoint& at);
    void toggle(const QModelIndex& index, bool excluded);
    void removeField(const FieldRef& field);
    void store();
    [[nodiscard]] bool isExtra(const FieldRef& field) const;

    QSettings* m_settings = nullptr;
    FacetModel* m_model;
    QTreeView* m_view;
    QPushButton* m_add;
    std::vector<FieldRef> m_extra;
    QStringList m_folded; // titles of fields that were closed
    QString m_path;
    SharedEnginePtr m_engine;
    Query m_query;
    TraceRange m_range;
    QString m_text;
    JobRunner m_job;
    JobRunner m_fieldJob;
};

} // namespace tailrace
