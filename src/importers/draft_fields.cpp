// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/draft_fields.h"

#include "importers/span_kind_text.h"

namespace tailrace {

bool takeKindOnce(SpanKind& kind, std::string_view text)
{
    const std::optional<SpanKind> known = spanKindFromText(text);
    if (known && kind == SpanKind::Unspecified)
        kind = *known;
    return known && kind == *known;
}

void setTimes(SpanDraft& span, std::optional<std::int64_t> startNs, std::optional<std::int64_t> durationNs)
{
    if (startNs && *startNs != 0)
        span.startNs = *startNs;
    else
        set(span.marks, SpanMark::StartUnknown);
    if (durationNs)
        span.durationNs = *durationNs;
    else
        set(span.marks, SpanMark::DurationUnknown);
}

std::string_view serviceNameOf(const AttributeWriter& attributes, KeyInterner& keys)
{
    const StringId key = keys.intern("service.name");
    AttributeReader reader(attributes.blob());
    while (reader.next())
        if (reader.key() == key && reader.type() == ValueType::Text)
            return reader.content();
    return {};
}

ScopeRef NamedScopes::of(std::string_view name, std::string_view version)
{
    if (name.empty() && version.empty())
        return 0;
    if (m_lastRef == 0 || m_last.name != name || m_last.version != version) {
        m_last.clear();
        m_last.name = name;
        m_last.version = version;
        m_lastRef = m_sink.addScope(m_last);
    }
    return m_lastRef;
}

} // namespace tailrace
