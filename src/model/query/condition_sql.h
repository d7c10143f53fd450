// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes field expressions as SQL over the cache's tables, with every constant of the query bound as a parameter. The
// functions used are those of query_functions.h; the view texts and the table places (place_table.h) must be there.
// Plain values, any thread.

#include "model/query/query_tree.h"

#include <string>
#include <vector>

namespace tailrace {

struct SqlText {
    std::string text;
    std::vector<QueryValue> parameters; ///< of ?1, ?2, …
};

/// Of a list of expressions and conditions for one statement.
class ConditionSql
{
public:
    /// What is 1 for spans for which the expression is true, else 0.
    [[nodiscard]] std::string condition(const QueryExpression& expression);
    /// The value of an expression for a span.
    [[nodiscard]] std::string value(const QueryExpression& expression);
    [[nodiscard]] std::string value(const FieldRef& field);
    /// 1 for spans that hold all of the words, in their name, service, status message or the values of attributes.
    [[nodiscard]] std::string words(const std::vector<std::string>& words);
    [[nodiscard]] std::string parameter(QueryValue value);

    /// Everything bound so far, with the text that uses it.
    [[nodiscard]] SqlText take(std::string text);

private:
    [[nodiscard]] std::string logic(const QueryExpression& expression);
    [[nodiscard]] std::string comparison(const QueryExpression& expression);
    [[nodiscard]] std::string existence(const FieldRef& field, bool wanted);
    [[nodiscard]] std::string test(const FieldRef& field, QueryOperator op, const QueryValue& value);
    [[nodiscard]] std::string intrinsicTest(Intrinsic intrinsic, QueryOperator op, const QueryValue& value);
    [[nodiscard]] std::string elementTest(const FieldRef& field, QueryOperator op, const QueryValue& value);
    [[nodiscard]] std::string elementHolds(const FieldRef& field, QueryOperator op, const QueryValue& value);
    [[nodiscard]] std::string attributeTest(const FieldRef& field, QueryOperator op, const QueryValue& value,
                                            const std::string& span);
    [[nodiscard]] std::string resourceTest(const FieldRef& field, QueryOperator op, const QueryValue& value,
                                           const std::string& span);
    [[nodiscard]] std::string has(const FieldRef& field, const std::string& span);
    [[nodiscard]] std::string attributeValue(const FieldRef& field, const std::string& span);
    [[nodiscard]] std::string intrinsicValue(Intrinsic intrinsic);
    [[nodiscard]] std::string textTest(const std::string& text, QueryOperator op, const QueryValue& value);
    [[nodiscard]] std::string textIn(const std::string& number, QueryOperator op, const QueryValue& value);
    [[nodiscard]] std::string numberTest(const std::string& number, QueryOperator op, const QueryValue& value);
    [[nodiscard]] std::string idTest(const std::string& hi, const std::string& lo, QueryOperator op,
                                     const QueryValue& value);
    [[nodiscard]] std::string word(const std::string& word);

    std::vector<QueryValue> m_parameters;
};

// Where the cache keeps a field.
[[nodiscard]] bool isOfElements(const FieldRef& field);
/// "event" or "link", for fields of theirs.
[[nodiscard]] std::string elementTable(const FieldRef& field);
/// resource.service.name, which some formats name elsewhere than among the attributes.
[[nodiscard]] bool isServiceName(const FieldRef& field);

/// Parts joined so that the tree which SQLite makes of them stays flat enough for it; "1" for none.
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::string_view by);

} // namespace tailrace
