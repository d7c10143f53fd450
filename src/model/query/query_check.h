// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Puts field expressions together from their parts, refusing what makes no sense: types that do not fit, nil where it
// cannot be, regular expressions that do not compile, too many levels. Constant parts are worked out. Pure, any thread.

#include "model/query/query_parser.h"

namespace tailrace {

using CheckedExpression = tl::expected<QueryExpression, QueryRefusal>;

[[nodiscard]] QueryExpression constantExpression(QueryValue value, int column);
[[nodiscard]] QueryExpression fieldExpression(FieldRef field, int column);
[[nodiscard]] CheckedExpression binaryExpression(QueryOperator op, QueryExpression left, QueryExpression right,
                                                 int column);
[[nodiscard]] CheckedExpression unaryExpression(QueryOperator op, QueryExpression operand, int column);

/// What is wrong with using an expression as a filter, as a number to sum up, or to group by; nothing if it can be.
[[nodiscard]] std::optional<QueryRefusal> checkFilter(const QueryExpression& expression);
[[nodiscard]] std::optional<QueryRefusal> checkAggregated(const QueryExpression& expression);
[[nodiscard]] std::optional<QueryRefusal> checkGrouping(const QueryExpression& expression);

[[nodiscard]] QueryRefusal tooDeep(int column);

} // namespace tailrace
