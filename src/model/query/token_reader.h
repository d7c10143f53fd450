// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Takes tokens one after the other and makes the parts of a query of them that hold no sets of spans: field
// expressions, the stages of a pipeline behind the first, metrics. One thread.

#include "model/query/query_check.h"
#include "model/query/query_lexer.h"

namespace tailrace {

class TokenReader
{
public:
    explicit TokenReader(std::vector<QueryToken> tokens)
        : m_tokens(std::move(tokens))
    {
    }

    [[nodiscard]] const QueryToken& current() const { return m_tokens[m_at]; }
    [[nodiscard]] int column() const { return current().column; }
    [[nodiscard]] bool atEnd() const { return current().kind == QueryToken::Kind::End; }
    [[nodiscard]] bool atSign(std::string_view sign) const;
    [[nodiscard]] bool atWord(std::string_view word) const;
    void skip();
    [[nodiscard]] bool takeSign(std::string_view sign);
    /// That something else stands here than what was expected.
    [[nodiscard]] QueryRefusal refusal(std::string expected) const;

    /// A field expression; `depth` is the number of parentheses around it.
    [[nodiscard]] CheckedExpression expression(int depth);
    /// by(), coalesce(), select() or the comparison of an aggregate.
    [[nodiscard]] tl::expected<QueryStage, QueryRefusal> stage(bool isFirst);
    [[nodiscard]] bool atMetric() const;
    /// A metric with all that may follow it.
    [[nodiscard]] tl::expected<QueryMetric, QueryRefusal> metric();

private:
    /// A sum, without comparisons.
    [[nodiscard]] CheckedExpression sum();
    [[nodiscard]] CheckedExpression binary(int depth, int weakest);
    [[nodiscard]] CheckedExpression unary(int depth);
    [[nodiscard]] CheckedExpression primary(int depth);
    [[nodiscard]] CheckedExpression word();
    [[nodiscard]] tl::expected<QueryExpression, QueryRefusal> inParentheses();
    [[nodiscard]] tl::expected<std::vector<FieldRef>, QueryRefusal> fields();
    [[nodiscard]] tl::expected<FieldRef, QueryRefusal> field();
    [[nodiscard]] tl::expected<QueryStage, QueryRefusal> aggregate(Aggregate aggregate);
    [[nodiscard]] std::optional<QueryRefusal> arguments(QueryMetric& metric);
    [[nodiscard]] std::optional<QueryRefusal> furtherMetricParts(QueryMetric& metric);
    [[nodiscard]] std::optional<QueryRefusal> hints();
    [[nodiscard]] std::optional<QueryRefusal> top(QueryMetric& metric);
    [[nodiscard]] std::optional<QueryRefusal> need(std::string_view sign);
    [[nodiscard]] std::string currentText() const;

    std::vector<QueryToken> m_tokens;
    std::size_t m_at = 0;
};

} // namespace tailrace
