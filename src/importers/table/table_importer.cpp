// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/table/table_importer.h"

#include "importers/buffered_input.h"
#include "importers/importer_registry.h"
#include "importers/json/json_outline.h"
#include "importers/table/table_guess.h"
#include "importers/table/table_mapping_text.h"
#include "importers/table/table_reader.h"
#include "importers/table/table_sample.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kPriority = 1000; // behind every format that has more to show than column names
constexpr std::string_view kId = "table";

/// Hands out what a window has, from its start.
class WindowStream : public ByteStream
{
public:
    explicit WindowStream(BufferedInput& input)
        : m_input(input)
    {
    }
    Result<std::size_t> read(char* buffer, std::size_t size) override { return m_input.read(buffer, size); }

private:
    BufferedInput& m_input;
};

std::string describe(const TableMapping& mapping)
{
    constexpr std::pair<TableRole, std::string_view> kWords[] = {
        {TableRole::TraceId, "trace id"}, {TableRole::SpanId, "span id"},  {TableRole::ParentId, "parent id"},
        {TableRole::Name, "name"},        {TableRole::Service, "service"}, {TableRole::Kind, "kind"},
        {TableRole::Status, "status"},    {TableRole::Error, "error"},     {TableRole::StatusMessage, "message"},
        {TableRole::Start, "start"},      {TableRole::StartDate, "date"},  {TableRole::End, "end"},
        {TableRole::Duration, "duration"}};
    std::string text;
    for (const auto& [role, word] : kWords)
        if (const TableColumn* column = mapping.find(role)) {
            text += (text.empty() ? "" : ", ") + std::string(word) + " = " + column->name;
            if (column->format != TableFormat::Guess)
                text += " (" + std::string(name(column->format)) + ")";
        }
    return text;
}

Result<void> readTable(ByteStream& in, SpanSink& sink, const TableMapping& mapping, bool isJson)
{
    return isJson ? TableJsonReader(in, sink, mapping).readAll() : TableCsvReader(in, sink, mapping).readAll();
}

class TableImporter : public Importer
{
public:
    ImporterInfo info() const override { return {kId, "Table", "*.csv *.tsv *.json *.jsonl *.ndjson", kPriority}; }

    bool sniff(const Head& head) const override
    {
        const std::optional<TableSample> sample = sampleTable(head.bytes, head.isAll);
        return sample && guessTable(*sample).isCertain();
    }

    Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        BufferedInput input(in);
        const std::string_view head = input.ensure(kHeadSize);
        const std::optional<TableSample> sample = sampleTable(head, head.size() < kHeadSize);
        if (!sample)
            return failure(ErrorCode::Malformed, "not a table");
        const TableMapping mapping = guessTable(*sample).mapping;
        if (Result<TableMapping> settled = settleFormats(mapping, *sample); !settled)
            return failure(std::move(settled));
        sink.problem(ProblemCode::Note, {}, "columns were taken by their names: " + describe(mapping));
        WindowStream stream(input);
        return readTable(stream, sink, mapping, sample->isJson);
    }
};

/// Reads one input with a mapping that was settled for it.
class MappedTableImporter : public Importer
{
public:
    MappedTableImporter(TableMapping mapping, bool isJson)
        : m_mapping(std::move(mapping))
        , m_isJson(isJson)
    {
    }
    ImporterInfo info() const override { return {kId, m_isJson ? "JSON table" : "Table", "", kPriority}; }
    bool sniff(const Head&) const override { return true; }
    Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return readTable(in, sink, m_mapping, m_isJson);
    }

private:
    TableMapping m_mapping;
    bool m_isJson;
};

std::string columnsOf(const TableSample& sample)
{
    constexpr std::size_t kMaxNamed = 30;
    std::string text;
    for (std::size_t i = 0; i < std::min(sample.columns.size(), kMaxNamed); ++i)
        text += (i == 0 ? "" : ", ") + sample.columns[i];
    if (sample.columns.size() > kMaxNamed)
        text += " and " + std::to_string(sample.columns.size() - kMaxNamed) + " more";
    return text;
}

/// What to write, with a word in capitals for what is not known.
std::string proposal(const TableGuess& guess)
{
    std::string text = shortText(guess.mapping);
    for (const TableRole role : guess.mapping.missing())
        text += (text.empty() ? "" : ",") + std::string(name(role)) + "=COLUMN";
    if (guess.mapping.find(TableRole::End) == nullptr && guess.mapping.find(TableRole::Duration) == nullptr)
        text += ",duration=COLUMN:UNIT";
    for (const TableColumn& column : guess.mapping.columns) {
        const bool isTime = takesFormat(column.role, TableFormat::Seconds);
        const std::string own = std::string(name(column.role)) + "=" + column.name;
        if (isTime && column.format == TableFormat::Guess)
            if (const std::size_t at = text.find(own); at != std::string::npos)
                text.insert(at + own.size(), ":UNIT");
    }
    return text;
}

/// What a span needs is there: not just any JSON.
bool mayBeSpans(const TableSample& sample, const TableGuess& guess)
{
    return !sample.hasObjectLists && guess.mapping.missing().empty();
}

} // namespace

std::unique_ptr<Importer> makeTableImporter()
{
    return std::make_unique<TableImporter>();
}

std::optional<std::string> describeTable(std::string_view head, bool isAll)
{
    const std::optional<TableSample> sample = sampleTable(head, isAll);
    if (!sample)
        return std::nullopt;
    const TableGuess guess = guessTable(*sample);
    if (sample->isJson && !mayBeSpans(*sample, guess))
        return std::nullopt;
    std::string doubts;
    for (const std::string& doubt : guess.doubts)
        doubts += (doubts.empty() ? "" : "; ") + doubt;
    return "a table with the columns " + columnsOf(*sample) + ", of which it is not certain what they are (" +
           doubts + "): say it with --map '" + proposal(guess) + "'";
}

Result<ChosenImporter> chooseImporter(const std::vector<TableMapping>& mappings, std::string_view head, bool isAll)
{
    std::optional<Error> misfit;
    if (!mappings.empty()) {
        if (const std::optional<TableSample> sample = sampleTable(head, isAll)) {
            for (const TableMapping& mapping : mappings) {
                Result<TableMapping> settled = settleFormats(mapping, *sample);
                if (settled) {
                    ChosenImporter chosen;
                    chosen.own = std::make_unique<MappedTableImporter>(std::move(*settled), sample->isJson);
                    chosen.importer = chosen.own.get();
                    return chosen;
                }
                misfit = std::move(settled.error());
                misfit->message += "; the table has the columns " + columnsOf(*sample);
            }
        }
    }
    const Importer* importer = recognise(head, isAll);
    if (misfit && (importer == nullptr || importer->info().id == kId))
        return failure(ErrorCode::Unsupported, misfit->message);
    if (importer == nullptr)
        return failure(ErrorCode::Unsupported, describeUnknown(head, isAll));
    ChosenImporter chosen;
    chosen.importer = importer;
    return chosen;
}

std::optional<TableQuestion> questionAbout(const std::vector<TableMapping>& mappings, std::string_view head,
                                           bool isAll)
{
    if (recognise(head, isAll) != nullptr)
        return std::nullopt;
    std::optional<TableSample> sample = sampleTable(head, isAll);
    if (!sample)
        return std::nullopt;
    for (const TableMapping& mapping : mappings)
        if (settleFormats(mapping, *sample))
            return std::nullopt;
    TableGuess guess = guessTable(*sample);
    if (sample->isJson && !mayBeSpans(*sample, guess))
        return std::nullopt;
    return TableQuestion{std::move(*sample), std::move(guess)};
}

} // namespace tailrace
