// SPDX-License-Identifier: GPL-3.0-or-later
#include "import_task.h"

#include "model/cache/cache_directory.h"

#include <QFile>
#include <QMetaObject>

#include <algorithm>
#include <filesystem>
#include <new>
#include <utility>

namespace tailrace {

namespace {

constexpr const char* kSideFiles[] = {"", "-wal", "-shm"}; // of an SQLite database

std::uint64_t bytesOnDisk(const std::string& cacheFile)
{
    std::uint64_t bytes = 0;
    for (const char* suffix : kSideFiles) {
        std::error_code error;
        const auto size = std::filesystem::file_size(cacheFile + suffix, error);
        bytes += error ? 0 : size;
    }
    return bytes;
}

/// Looks at a finished cache; a part of opening that the window must not wait for either.
Result<OpenedDocumentPtr> describe(const QStringList& inputs, ImportOutcome outcome)
{
    auto document = std::make_shared<OpenedDocument>();
    document->inputs = inputs;
    document->outcome = std::move(outcome);
    auto reader = CacheReader::open(document->outcome.cacheFile);
    if (!reader)
        return failure(std::move(reader));
    auto totals = reader->totals();
    if (!totals)
        return failure(std::move(totals));
    document->totals = *totals;
    document->cacheBytes = bytesOnDisk(document->outcome.cacheFile);
    if (totals->traces == 1) {
        auto traces = reader->traces({.order = TraceOrder::Start, .descending = true, .offset = 0, .limit = 1});
        if (!traces)
            return failure(std::move(traces));
        if (!traces->empty())
            document->onlyTrace = traces->front().traceId;
    }
    return OpenedDocumentPtr(std::move(document));
}

Result<OpenedDocumentPtr> readInputs(const QStringList& inputs, const QString& cacheFile, Progress& progress,
                                     const std::stop_token& stop)
{
    ImportRequest request;
    for (const QString& input : inputs)
        request.inputs.push_back(QFile::encodeName(input).toStdString());
    request.cacheFile = QFile::encodeName(cacheFile).toStdString();
    try {
        auto outcome = importInputs(request, progress, stop);
        if (!outcome)
            return failure(std::move(outcome));
        return describe(inputs, std::move(*outcome));
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::TooLarge, "there is not enough memory to read this", request.inputs.front());
    }
}

} // namespace

OpenedDocument::~OpenedDocument()
{
    if (outcome.temporary)
        removeCacheFile(outcome.cacheFile);
}

ImportTask::ImportTask(QObject* parent)
    : QObject(parent)
{
}

ImportTask::~ImportTask()
{
    for (Run& run : m_runs)
        run.stop.request_stop();
    m_runs.clear(); // joins
}

void ImportTask::start(const QStringList& inputs, const QString& cacheFile)
{
    cancel();
    m_inputs = inputs;
    m_current = ++m_lastId;
    Run& run = m_runs.emplace_back();
    run.id = m_current;
    run.inputs = inputs;
    run.progress = std::make_shared<Progress>();
    run.answer = std::make_shared<std::optional<Answer>>();
    run.thread = std::jthread([this, id = run.id, inputs, cacheFile, progress = run.progress, answer = run.answer,
                               stop = run.stop.get_token()] {
        answer->emplace(readInputs(inputs, cacheFile, *progress, stop));
        QMetaObject::invokeMethod(
            this, [this, id] { takeAnswer(id); }, Qt::QueuedConnection);
    });
}

void ImportTask::cancel()
{
    for (Run& run : m_runs)
        run.stop.request_stop();
    m_current = 0;
}

std::shared_ptr<const Progress> ImportTask::progress() const
{
    const auto run =
        std::find_if(m_runs.begin(), m_runs.end(), [this](const Run& each) { return each.id == m_current; });
    return run == m_runs.end() ? nullptr : run->progress;
}

void ImportTask::takeAnswer(int id)
{
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [id](const Run& run) { return run.id == id; });
    if (found == m_runs.end())
        return;
    found->thread.join();
    const QStringList inputs = found->inputs;
    const Answer answer = std::move(**found->answer);
    m_runs.erase(found);
    if (id != m_current)
        return;
    m_current = 0;
    if (answer)
        emit opened(*answer);
    else
        emit failed(inputs, answer.error());
}

} // namespace tailrace
