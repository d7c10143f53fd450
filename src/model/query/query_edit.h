// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Changes to the text of a search that are made by clicking instead of typing. Pure, any thread.

#include "model/query/understand.h"

#include <string>
#include <string_view>

namespace tailrace {

/// What understand() reads, and plain words followed by TraceQL: "card refused { status = error }" finds traces that
/// have both.
[[nodiscard]] Understood readSearch(std::string_view text);

/// One condition on a field, as it stands in a filter: `span.retries = 3`. With `excluded` it holds for spans with
/// another value and for those without the field.
[[nodiscard]] std::string conditionText(const FieldRef& field, const QueryValue& value, bool excluded = false);

/// Whether the search has the condition in its filter.
[[nodiscard]] bool hasCondition(std::string_view search, std::string_view condition);
/// The search with one more condition: in its filter where it is a single one, so that the same spans must fulfil it,
/// else beside what it is, so that the trace must have both. What is typed already stays as it is. A search that is
/// refused is replaced.
[[nodiscard]] std::string withCondition(std::string_view search, std::string_view condition);
/// The search without a condition that it has; as it is where it has not.
[[nodiscard]] std::string withoutCondition(std::string_view search, std::string_view condition);

} // namespace tailrace
