// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads files on a thread of its own and says when they can be looked at. One import at a time: starting another
// drops the one before. Cancelling answers at once; the thread ends a moment later and what it brings is dropped.
// Destroying the task stops and waits for all threads. GUI thread only.

#include "importers/import_session.h"
#include "importers/table/table_importer.h"
#include "model/cache/cache_reader.h"

#include <QObject>
#include <QStringList>

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <variant>
#include <vector>

namespace tailrace {

/// What one import has made, with everything the window says about it. Removes its cache file in the end if that
/// is not to be kept.
struct OpenedDocument {
    OpenedDocument() = default;
    ~OpenedDocument();
    OpenedDocument(const OpenedDocument&) = delete;
    OpenedDocument& operator=(const OpenedDocument&) = delete;

    QStringList inputs; ///< as the user named them
    ImportOutcome outcome;
    CacheTotals totals;
    std::uint64_t cacheBytes = 0;
    std::optional<TraceId> onlyTrace; ///< where there is exactly one
    bool isGrowing = false;           ///< still being read: there are no reports, and the totals are those so far
};
using OpenedDocumentPtr = std::shared_ptr<const OpenedDocument>;

/// An input that cannot be read before someone says what its columns are.
struct InputQuestion {
    QString input;
    TableQuestion table;
};
using InputQuestionPtr = std::shared_ptr<const InputQuestion>;

class ImportTask : public QObject
{
    Q_OBJECT

public:
    explicit ImportTask(QObject* parent = nullptr);
    ~ImportTask() override;

    /// Starts to read `inputs`; `cacheFile` as in ImportRequest.
    void start(const QStringList& inputs, const QString& cacheFile = {});
    /// Starts again after mappingNeeded(), with what was missing.
    void resume(const TableMapping& mapping);
    /// Stops what is running; running is false from now on.
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_current != 0; }
    /// What is being read, or was last.
    [[nodiscard]] const QStringList& inputs() const { return m_inputs; }
    /// Of the running import.
    [[nodiscard]] std::shared_ptr<const Progress> progress() const;

signals:
    /// The running import writes into this file; traces can be read there as they become complete.
    void cacheStarted(const QString& cacheFile);
    void opened(const tailrace::OpenedDocumentPtr& document);
    void failed(const QStringList& inputs, const tailrace::Error& error);
    /// Nothing was read: one of the inputs is a table with columns that could be anything.
    void mappingNeeded(const tailrace::InputQuestionPtr& question);

private:
    using Answer = std::variant<OpenedDocumentPtr, Error, InputQuestionPtr>;
    struct Run {
        int id = 0;
        QStringList inputs;
        std::stop_source stop;
        std::shared_ptr<Progress> progress;
        std::shared_ptr<std::optional<Answer>> answer; ///< written by the thread before it reports
        std::jthread thread;
    };

    void startRun();
    void takeAnswer(int id);

    std::list<Run> m_runs; // the current one and those that are still ending
    int m_current = 0;     // id; 0 = none
    int m_lastId = 0;
    QStringList m_inputs;
    QString m_cacheFile;
    std::vector<TableMapping> m_mappings;
};

} // namespace tailrace
