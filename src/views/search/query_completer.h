// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Completes fields and values of a query in a line, from what the cache has. What is not known yet is fetched by a
// worker, and offered when it has come if the cursor is still there. GUI thread only.

#include "model/items/job.h"
#include "model/items/shared_engine.h"

#include <QHash>
#include <QObject>
#include <QStringList>

class QCompleter;
class QLineEdit;
class QStringListModel;

namespace tailrace {

struct CompletionPlace;

class QueryCompleter : public QObject
{
    Q_OBJECT

public:
    /// `line` must outlive this.
    explicit QueryCompleter(QLineEdit* line);

    /// Asks this cache from now on.
    void setCache(const QString& path, const SharedEnginePtr& engine);
    /// Offers what fits at the cursor. `asked`: also before anything is typed.
    void offer(bool asked);
    void hide();
    [[nodiscard]] bool isOpen() const;
    /// What is offered.
    [[nodiscard]] QStringList offered() const;

private:
    void fetchFields();
    void fetchValues(const CompletionPlace& place, const QString& key);
    void show(const QStringList& candidates, const QString& prefix);
    void insert(const QString& text);
    [[nodiscard]] CompletionPlace place() const;

    QLineEdit* m_line;
    QCompleter* m_completer;
    QStringListModel* m_model;
    QString m_path;
    SharedEnginePtr m_engine;
    QStringList m_fields;
    bool m_hasFields = false;
    QHash<QString, QStringList> m_values; ///< by field
    JobRunner m_fieldJob;
    JobRunner m_valueJob;
};

} // namespace tailrace
