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

/// The first of the files that is a table of which nobody knows what it means. Files only: what a pipe holds can be
/// read but once.
InputQuestionPtr findQuestion(const ImportRequest& request, const std::stop_token& stop)
{
    for (const std::string& input : request.inputs) {
        std::error_code ignored;
        if (stop.stop_requested() || !std::filesystem::is_regular_file(input, ignored))
            continue;
        InputOptions options;
        options.stop = stop;
        const Result<OpenedInput> opened = openInput(input, options);
        if (!opened)
            continue; // which the import says
        if (std::optional<TableQuestion> table = questionAbout(request.mappings, opened->head, opened->headIsAll))
            return std::make_shared<InputQuestion>(
                InputQuestion{QFile::decodeName(input.c_str()), std::move(*table)});
    }
    return nullptr;
}

std::variant<OpenedDocumentPtr, Error, InputQuestionPtr> readInputs(const QStringList& inputs,
                                                                    const ImportRequest& request,
                                                                    Progress& progress, const std::stop_token& stop)
{
    try {
        if (InputQuestionPtr question = findQuestion(request, stop))
            return question;
        auto outcome = importInputs(request, progress, stop);
        if (!outcome)
            return std::move(outcome.error());
        auto document = describe(inputs, std::move(*outcome));
        if (!document)
            return std::move(document.error());
        return std::move(*document);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::TooLarge, "there is not enough memory to read this", request.inputs.front()};
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
    m_inputs = inputs;
    m_cacheFile = cacheFile;
    m_mappings.clear();
    startRun();
}

void ImportTask::resume(const TableMapping& mapping)
{
    m_mappings.push_back(mapping);
    startRun();
}

void ImportTask::startRun()
{
    cancel();
    m_current = ++m_lastId;
    ImportRequest request;
    for (const QString& input : m_inputs)
        request.inputs.push_back(QFile::encodeName(input).toStdString());
    request.cacheFile = QFile::encodeName(m_cacheFile).toStdString();
    request.mappings = m_mappings;
    request.cacheStarted = [this, id = m_current](const std::string& path) {
        const auto tell = [this, id, file = QFile::decodeName(path.c_str())] {
            if (id == m_current)
                emit cacheStarted(file);
        };
        QMetaObject::invokeMethod(this, tell, Qt::QueuedConnection);
    };
    Run& run = m_runs.emplace_back();
    run.id = m_current;
    run.inputs = m_inputs;
    run.progress = std::make_shared<Progress>();
    run.answer = std::make_shared<std::optional<Answer>>();
    run.thread = std::jthread([this, id = run.id, inputs = m_inputs, request = std::move(request),
                               progress = run.progress, answer = run.answer, stop = run.stop.get_token()] {
        answer->emplace(readInputs(inputs, request, *progress, stop));
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
    if (const auto* document = std::get_if<OpenedDocumentPtr>(&answer))
        emit opened(*document);
    else if (const auto* question = std::get_if<InputQuestionPtr>(&answer))
        emit mappingNeeded(*question);
    else
        emit failed(inputs, std::get<Error>(answer));
}

} // namespace tailrace
