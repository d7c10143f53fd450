// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/table/table_mapping_text.h"

#include "importers/json/json_text.h"
#include "importers/table/table_sample.h"
#include "model/base/json_writer.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tailrace {

namespace {

std::string allRoles()
{
    std::string text;
    for (const TableRole role : kTableRoles)
        if (role != TableRole::Attribute)
            text += (text.empty() ? "" : ", ") + std::string(name(role));
    return text;
}

/// Adds a column with a check of everything that does not need the table.
Result<void> addColumn(TableMapping& mapping, std::string_view role, std::string column, std::string_view format)
{
    const std::optional<TableRole> known = tableRoleFromText(role);
    if (!known)
        return failure(ErrorCode::Usage,
                       "'" + std::string(role) + "' is no role of a column; there are " + allRoles());
    const std::optional<TableFormat> knownFormat = tableFormatFromText(format);
    if (!knownFormat || !takesFormat(*known, *knownFormat))
        return failure(ErrorCode::Usage,
                       "'" + std::string(format) + "' is no format of the column for " + std::string(role));
    if (column.empty())
        return failure(ErrorCode::Usage, "the mapping names no column for " + std::string(role));
    if (*known == TableRole::Attribute) // as all columns that are not named
        return {};
    if (isSingle(*known) && mapping.find(*known) != nullptr)
        return failure(ErrorCode::Usage, "the mapping names two columns for " + std::string(role));
    if (mapping.column(column) != nullptr)
        return failure(ErrorCode::Usage, "the mapping names the column " + column + " twice");
    mapping.columns.push_back({std::move(column), *known, *knownFormat});
    return {};
}

/// The quoted text at the start of `text`, which is cut off; nothing if it does not end.
std::optional<std::string> takeQuoted(std::string_view& text)
{
    std::string out;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] != '"') {
            out += text[i];
        } else if (i + 1 < text.size() && text[i + 1] == '"') {
            out += text[++i];
        } else {
            text.remove_prefix(i + 1);
            return out;
        }
    }
    return std::nullopt;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// One pair, up to the comma behind it, which is taken as well.
Result<void> takePair(TableMapping& mapping, std::string_view& text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
        return failure(ErrorCode::Usage, "'" + std::string(text) + "' is no ROLE=COLUMN");
    const std::string_view role = trimmed(text.substr(0, equals));
    text.remove_prefix(equals + 1);
    std::string column;
    std::string_view format;
    if (text.starts_with('"')) {
        std::optional<std::string> quoted = takeQuoted(text);
        if (!quoted)
            return failure(ErrorCode::Usage, "a quote is not closed in the mapping");
        column = std::move(*quoted);
        const std::string_view rest = text.substr(0, text.find(','));
        if (!rest.empty() && rest.front() != ':')
            return failure(ErrorCode::Usage, "'" + std::string(rest) + "' stands behind a quoted column");
        format = rest.empty() ? rest : rest.substr(1);
    } else {
        std::string_view rest = trimmed(text.substr(0, text.find(',')));
        const std::size_t colon = rest.rfind(':');
        if (colon != std::string_view::npos && tableFormatFromText(rest.substr(colon + 1))) {
            format = rest.substr(colon + 1);
            rest = rest.substr(0, colon);
        }
        column = rest;
    }
    Result<void> added = addColumn(mapping, role, std::move(column), format);
    const std::size_t comma = text.find(',');
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    return added;
}

Result<TableMapping> parseShort(std::string_view text)
{
    TableMapping mapping;
    while (!text.empty())
        if (Result<void> taken = takePair(mapping, text); !taken)
            return failure(std::move(taken));
    return mapping;
}

class JsonMapping
{
public:
    explicit JsonMapping(std::string_view text)
        : m_stream(memoryStream(text))
        , m_cursor(*m_stream, [this](Location, const std::string& what,
                                     bool) { fail("the mapping is broken JSON: " + what); })
        , m_record(m_sink)
    {
    }

    Result<TableMapping> read()
    {
        if (!m_cursor.nextDocument() || m_cursor.kind() != JsonKind::Object ||
            !m_record.parse(m_cursor.value(), {}))
            fail("the mapping is no JSON object");
        else
            (void)m_record.forEachMember([this](std::string_view role, JsonValue value) { member(role, value); });
        if (m_record.isBroken())
            fail("the mapping is broken JSON");
        if (!m_failure && m_cursor.nextDocument())
            fail("something stands behind the mapping");
        if (m_failure)
            return failure(ErrorCode::Usage, *m_failure);
        return std::move(m_mapping);
    }

private:
    void fail(std::string why)
    {
        if (!m_failure)
            m_failure = std::move(why);
    }

    void member(std::string_view role, JsonValue value)
    {
        if (kindOf(value) != JsonKind::Array)
            return column(role, value);
        (void)m_record.forEachElement(value, [&](JsonValue element) { column(role, element); });
    }

    void column(std::string_view role, JsonValue value)
    {
        std::string columnName;
        std::string format;
        if (kindOf(value) == JsonKind::Object) {
            (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue text) {
                if (key == "column")
                    columnName = m_record.text(text).value_or("");
                else if (key == "format")
                    format = m_record.text(text).value_or("?");
                else
                    fail("'" + std::string(key) + "' says nothing about a column; there are column and format");
            });
        } else {
            columnName = m_record.text(value).value_or("");
        }
        if (Result<void> added = addColumn(m_mapping, role, std::move(columnName), format); !added)
            fail(added.error().message);
    }

    std::unique_ptr<ByteStream> m_stream;
    JsonCursor m_cursor;
    TableScratchSink m_sink;
    JsonRecord m_record;
    TableMapping m_mapping;
    std::optional<std::string> m_failure;
};

std::string quotedIfNeeded(const std::string& column)
{
    if (column.find_first_of(",:\"") == std::string::npos && trimmed(column).size() == column.size())
        return column;
    std::string out = "\"";
    for (const char c : column)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

void writeColumn(JsonWriter& json, const TableColumn& column)
{
    if (column.format == TableFormat::Guess) {
        json.text(column.name);
        return;
    }
    json.beginObject().key("column").text(column.name).key("format").text(name(column.format)).endObject();
}

} // namespace

Result<TableMapping> parseTableMapping(std::string_view text)
{
    text = trimmed(text);
    if (text.empty())
        return failure(ErrorCode::Usage, "the mapping is empty");
    return text.starts_with('{') ? JsonMapping(text).read() : parseShort(text);
}

std::string shortText(const TableMapping& mapping)
{
    std::string text;
    for (const TableColumn& column : mapping.columns) {
        text += (text.empty() ? "" : ",") + std::string(name(column.role)) + "=" + quotedIfNeeded(column.name);
        if (column.format != TableFormat::Guess)
            text += ":" + std::string(name(column.format));
    }
    return text;
}

std::string jsonText(const TableMapping& mapping)
{
    JsonWriter json;
    json.beginObject();
    for (const TableRole role : kTableRoles) {
        const auto count = std::count_if(mapping.columns.begin(), mapping.columns.end(),
                                         [role](const TableColumn& each) { return each.role == role; });
        if (count == 0)
            continue;
        json.key(name(role));
        if (count > 1)
            json.beginArray();
        for (const TableColumn& column : mapping.columns)
            if (column.role == role)
                writeColumn(json, column);
        if (count > 1)
            json.endArray();
    }
    json.endObject();
    return json.take();
}

} // namespace tailrace
