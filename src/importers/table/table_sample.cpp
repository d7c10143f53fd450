// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/table/table_sample.h"

#include "importers/csv/csv_reader.h"
#include "importers/json/json_cursor.h"
#include "importers/json/json_flatten.h"
#include "model/base/utf8.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace tailrace {

namespace {

constexpr std::size_t kMinColumns = 3;

bool isHeader(const std::vector<std::string>& columns)
{
    std::set<std::string_view> names;
    for (const std::string& column : columns) {
        const bool isText = isValidUtf8(column) && std::none_of(column.begin(), column.end(), [](char c) {
                                return static_cast<unsigned char>(c) < ' ';
                            });
        if (!isText)
            return false;
        names.insert(column);
    }
    names.erase(std::string_view());
    return names.size() >= kMinColumns;
}

std::string repaired(std::string_view text)
{
    return isValidUtf8(text) ? std::string(text) : repairUtf8(text);
}

std::string placeName(std::size_t i)
{
    return "column " + std::to_string(i + 1);
}

std::string placeSuffix(std::size_t i)
{
    return " (" + placeName(i) + ")";
}

std::optional<TableSample> sampleCsv(std::string_view head, bool isAll)
{
    TableSample sample;
    const std::unique_ptr<ByteStream> stream = memoryStream(head);
    CsvReader csv(*stream, [](Location, const std::string&, bool) {});
    if (!csv.next() || csv.size() > TableSample::kMaxColumns)
        return std::nullopt;
    for (std::size_t i = 0; i < csv.size(); ++i)
        sample.columns.emplace_back(csv.field(i));
    if (!isHeader(sample.columns))
        return std::nullopt;
    sample.columns = tableColumnNames(csv);
    bool hasWholeRow = false;
    while (sample.rows.size() < TableSample::kMaxRows && csv.next()) {
        if (!csv.isTerminated() && !isAll)
            break;
        std::vector<std::string>& row = sample.rows.emplace_back();
        for (std::size_t i = 0; i < sample.columns.size(); ++i)
            row.push_back(repaired(csv.field(i)));
        hasWholeRow = hasWholeRow || csv.size() == sample.columns.size();
    }
    return hasWholeRow ? std::optional(std::move(sample)) : std::nullopt;
}

class JsonSampler
{
public:
    explicit JsonSampler(std::string_view head)
        : m_stream(memoryStream(head))
        , m_cursor(*m_stream, [](Location, const std::string&, bool) {})
        , m_record(m_sink)
    {
        m_sample.isJson = true;
    }

    std::optional<TableSample> read()
    {
        while (m_cursor.nextDocument()) { // all of the head: columns may come late
            if (m_cursor.kind() == JsonKind::Object) {
                row();
            } else if (m_cursor.kind() == JsonKind::Array) {
                for (m_cursor.enterArray(); m_cursor.nextElement();)
                    if (m_cursor.kind() == JsonKind::Object)
                        row();
            }
        }
        for (std::vector<std::string>& each : m_sample.rows)
            each.resize(m_sample.columns.size());
        return m_sample.rows.empty() ? std::nullopt : std::optional(std::move(m_sample));
    }

private:
    [[nodiscard]] bool isFull() const { return m_sample.rows.size() >= TableSample::kMaxRows; }

    void row()
    {
        const Location where = m_cursor.location();
        if (!m_record.parse(m_cursor.value(), where))
            return;
        m_row.assign(m_sample.columns.size(), {});
        m_path.clear();
        if (m_record.forEachMember([&](std::string_view key, JsonValue value) { member(key, value, 1); }) &&
            !isFull())
            m_sample.rows.push_back(m_row);
    }

    /// At most JsonFlattener::kAllLevels calls deep.
    void member(std::string_view key, JsonValue value, int level)
    {
        const std::size_t length = m_path.size();
        if (length > 0)
            m_path += '.';
        m_path += key;
        const JsonKind kind = kindOf(value);
        if (kind == JsonKind::Object && level < JsonFlattener::kAllLevels)
            (void)m_record.forEachMember(
                value, [&](std::string_view name, JsonValue inner) { member(name, inner, level + 1); });
        else if (kind == JsonKind::Array)
            list(value);
        else if (const std::optional<std::string_view> text = m_record.anyText(value))
            cell(*text);
        else
            cell({});
        m_path.resize(length);
    }

    void list(JsonValue value)
    {
        (void)m_record.forEachElement(value, [&](JsonValue element) {
            m_sample.hasObjectLists = m_sample.hasObjectLists || kindOf(element) == JsonKind::Object;
        });
        cell("[…]");
    }

    void cell(std::string_view text)
    {
        if (m_path.empty()) // no mapping can name it
            return;
        const auto [found, isNew] = m_indexes.try_emplace(m_path, m_sample.columns.size());
        if (isNew && m_sample.columns.size() < TableSample::kMaxColumns) {
            m_sample.columns.push_back(m_path);
            m_row.emplace_back();
        }
        if (found->second < m_row.size())
            m_row[found->second] = text;
    }

    std::unique_ptr<ByteStream> m_stream;
    JsonCursor m_cursor;
    TableScratchSink m_sink;
    JsonRecord m_record;
    TableSample m_sample;
    std::unordered_map<std::string, std::size_t> m_indexes;
    std::vector<std::string> m_row;
    std::string m_path;
};

} // namespace

std::vector<std::string> tableColumnNames(const CsvReader& header)
{
    std::vector<std::string> names;
    std::set<std::string> taken;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const std::string_view raw = header.field(i);
        std::string name = raw.empty() ? placeName(i) : std::string(raw);
        while (!taken.insert(name).second)
            name += placeSuffix(i);
        names.push_back(std::move(name));
    }
    return names;
}

std::string_view nameInHeader(std::string_view column, std::size_t i)
{
    const std::string suffix = placeSuffix(i);
    while (column.ends_with(suffix))
        column.remove_suffix(suffix.size());
    return column;
}

bool looksLikeJson(std::string_view head)
{
    if (head.starts_with("\xEF\xBB\xBF"))
        head.remove_prefix(3);
    const std::size_t first = head.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (head[first] == '{' || head[first] == '[');
}

std::optional<TableSample> sampleTable(std::string_view head, bool isAll)
{
    return looksLikeJson(head) ? JsonSampler(head).read() : sampleCsv(head, isAll);
}

class TableScratchSink::Keys : public KeyInterner
{
public:
    StringId intern(std::string_view) override { return 0; }
};

TableScratchSink::TableScratchSink()
    : m_keys(std::make_unique<Keys>())
{
}

TableScratchSink::~TableScratchSink() = default;

KeyInterner& TableScratchSink::keys()
{
    return *m_keys;
}

ResourceRef TableScratchSink::addResource(const ResourceDraft& draft)
{
    service = draft.service;
    return 1;
}

ScopeRef TableScratchSink::addScope(const ScopeDraft&)
{
    return 1;
}

void TableScratchSink::addSpan(SpanDraft& draft, Location)
{
    span = draft;
}

void TableScratchSink::problem(ProblemCode code, Location, std::string detail, std::uint64_t)
{
    constexpr std::size_t kMaxComplaints = 100;
    if (info(code).severity != Severity::Info && complaints.size() < kMaxComplaints)
        complaints.push_back(std::move(detail));
}

void TableScratchSink::reset()
{
    span.reset();
    complaints.clear();
}

} // namespace tailrace
