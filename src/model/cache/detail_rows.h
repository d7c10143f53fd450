// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Rows of a cache as details of spans and logs, with all that they refer to by number: texts, resources and scopes,
// the last of which are kept. Errors are noted in the statements; what could not be read is empty then. One thread.

#include "model/base/attribute_blob.h"
#include "model/cache/cached_statements.h"
#include "model/cache/span_detail.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tailrace {

class DetailRows
{
public:
    explicit DetailRows(CachedStatements& statements)
        : m_statements(statements)
    {
    }

    /// The text with this number; valid until the next call of any function here.
    [[nodiscard]] std::string_view text(std::int64_t id);
    /// Likewise; empty ones for 0.
    [[nodiscard]] const ResourceDetail& resource(std::int64_t id);
    [[nodiscard]] const ScopeDetail& scope(std::int64_t id);

    /// A row of span_detail.sql or span_details_of_trace.sql. Without its logs.
    [[nodiscard]] SpanDetail readSpan(const Statement& row, TraceId traceId);
    /// A row of the statements that list logs.
    [[nodiscard]] LogDetail readLog(const Statement& row);
    /// The logs of a span, whose trace has this number, and those of the trace if the span is its first.
    void readLogs(SpanDetail& span, std::int64_t trace);

private:
    [[nodiscard]] AttributeList attributes(ColumnBytes blob);
    void readEvents(SpanDetail& span);
    void readLinks(SpanDetail& span);
    void readLogs(Statement* query, std::vector<LogDetail>& logs, std::uint64_t& furtherLogs);

    CachedStatements& m_statements;
    std::unordered_map<std::int64_t, std::string> m_strings;
    std::unordered_map<std::int64_t, ResourceDetail> m_resources;
    std::unordered_map<std::int64_t, ScopeDetail> m_scopes;
};

} // namespace tailrace
