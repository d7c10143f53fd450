// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How fields of drafts are filled where formats agree: fields that come more than once, under old and new names or
// as tags; times that may be missing; the scope that a span names by two texts. One thread.

#include "importers/span_sink.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tailrace {

/// Takes a text once; true if it is what the field holds, so that it need not be kept elsewhere.
template <class Text>
[[nodiscard]] bool takeOnce(Text& field, std::string_view text)
{
    if (field.empty())
        field = text;
    return field == text;
}

/// Likewise for the name of a span's kind.
[[nodiscard]] bool takeKindOnce(SpanKind& kind, std::string_view text);

/// Sets start and length in ns and marks what is unknown, which a start of 0 is as well.
void setTimes(SpanDraft& span, std::optional<std::int64_t> startNs, std::optional<std::int64_t> durationNs);

/// The first text among the attributes that is called service.name; empty if there is none.
[[nodiscard]] std::string_view serviceNameOf(const AttributeWriter& attributes, KeyInterner& keys);

/// Scopes known by name and version. The spans of one library mostly follow each other, so that the last scope is
/// the likely one.
class NamedScopes
{
public:
    explicit NamedScopes(SpanSink& sink)
        : m_sink(sink)
        , m_last(sink.keys())
    {
    }

    /// 0 if both are empty.
    [[nodiscard]] ScopeRef of(std::string_view name, std::string_view version);

private:
    SpanSink& m_sink;
    ScopeDraft m_last;
    ScopeRef m_lastRef = 0;
};

} // namespace tailrace
