// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_times.h"

#include <limits>
#include <optional>
#include <string>

namespace tailrace {

namespace {

/// The whole number under this key, which is taken out of the attributes; nothing if there is none of at least
/// `least`.
std::optional<std::int64_t> takeNumber(AttributeWriter& attributes, std::string_view name, std::int64_t least,
                                       KeyInterner& keys)
{
    if (attributes.count() == 0)
        return {};
    const StringId key = keys.intern(name);
    std::optional<std::int64_t> number;
    const std::string all(attributes.blob());
    AttributeReader search(all);
    while (!number && search.next())
        if (search.key() == key && search.type() == ValueType::Int && search.integer() >= least)
            number = search.integer();
    if (!number)
        return {};
    const std::string_view taken = search.entry();
    attributes.clear();
    AttributeReader reader(all);
    while (reader.next())
        if (reader.entry().data() != taken.data())
            attributes.append(reader.entry(), 1);
    return number;
}

} // namespace

void settleOtlpTimes(SpanDraft& span, std::int64_t startNs, std::int64_t endNs, KeyInterner& keys)
{
    bool hasStart = startNs != 0;
    const bool hasEnd = endNs != 0;
    if (!hasStart) {
        const std::optional<std::int64_t> recorded = takeNumber(span.attributes, kRecordedStart, 0, keys);
        hasStart = recorded.has_value();
        startNs = recorded.value_or(0);
    }
    span.startNs = startNs;
    if (hasStart && hasEnd) {
        span.durationNs = endNs - startNs;
        return;
    }
    // The smallest number of all has no opposite.
    constexpr std::int64_t kLeast = -std::numeric_limits<std::int64_t>::max();
    const std::optional<std::int64_t> length = takeNumber(span.attributes, kRecordedLength, kLeast, keys);
    span.durationNs = length.value_or(0);
    if (!length)
        set(span.marks, SpanMark::DurationUnknown);
    if (hasStart)
        return;
    set(span.marks, SpanMark::StartUnknown);
    if (hasEnd)
        span.attributes.addInt("otlp.endTimeUnixNano", endNs);
}

} // namespace tailrace
