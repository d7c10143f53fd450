// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/table_mapping.h"

#include <algorithm>
#include <iterator>

namespace tailrace {

std::string_view name(TableRole role)
{
    switch (role) {
    case TableRole::Attribute:
        return "attribute";
    case TableRole::Resource:
        return "resource";
    case TableRole::TraceId:
        return "trace";
    case TableRole::SpanId:
        return "span";
    case TableRole::ParentId:
        return "parent";
    case TableRole::Name:
        return "name";
    case TableRole::Service:
        return "service";
    case TableRole::Kind:
        return "kind";
    case TableRole::Status:
        return "status";
    case TableRole::Error:
        return "error";
    case TableRole::StatusMessage:
        return "message";
    case TableRole::Start:
        return "start";
    case TableRole::StartDate:
        return "date";
    case TableRole::End:
        return "end";
    case TableRole::Duration:
        return "duration";
    }
    return {};
}

std::string_view name(TableFormat format)
{
    switch (format) {
    case TableFormat::Guess:
        return "";
    case TableFormat::Iso:
        return "iso";
    case TableFormat::Seconds:
        return "s";
    case TableFormat::Milliseconds:
        return "ms";
    case TableFormat::Microseconds:
        return "us";
    case TableFormat::Nanoseconds:
        return "ns";
    case TableFormat::Pod:
        return "pod";
    }
    return {};
}

std::optional<TableRole> tableRoleFromText(std::string_view text)
{
    const auto* const found =
        std::find_if(std::begin(kTableRoles), std::end(kTableRoles), [&](TableRole r) { return name(r) == text; });
    return found == std::end(kTableRoles) ? std::nullopt : std::optional(*found);
}

std::optional<TableFormat> tableFormatFromText(std::string_view text)
{
    const auto* const found = std::find_if(std::begin(kTableFormats), std::end(kTableFormats),
                                           [&](TableFormat f) { return name(f) == text; });
    return found == std::end(kTableFormats) ? std::nullopt : std::optional(*found);
}

bool isSingle(TableRole role)
{
    return role != TableRole::Attribute && role != TableRole::Resource;
}

bool takesFormat(TableRole role, TableFormat format)
{
    switch (format) {
    case TableFormat::Guess:
        return true;
    case TableFormat::Pod:
        return role == TableRole::Service;
    case TableFormat::Iso:
        return role == TableRole::Start || role == TableRole::End;
    default:
        return role == TableRole::Start || role == TableRole::End || role == TableRole::Duration;
    }
}

const TableColumn* TableMapping::find(TableRole role) const
{
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [role](const TableColumn& each) { return each.role == role; });
    return found == columns.end() ? nullptr : &*found;
}

const TableColumn* TableMapping::column(std::string_view columnName) const
{
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [columnName](const TableColumn& each) { return each.name == columnName; });
    return found == columns.end() ? nullptr : &*found;
}

std::vector<TableRole> TableMapping::missing() const
{
    std::vector<TableRole> out;
    for (const TableRole role : {TableRole::TraceId, TableRole::SpanId, TableRole::Start})
        if (find(role) == nullptr)
            out.push_back(role);
    return out;
}

} // namespace tailrace
