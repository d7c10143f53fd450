// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_parser.h"

#include "model/query/query_check.h"
#include "model/query/query_lexer.h"
#include "model/query/token_reader.h"

#include <array>

namespace tailrace {

namespace {

using Kind = QueryToken::Kind;

/// What stands between two operators of spansets, and whether it may be joined with a pipeline.
struct Operand {
    SpansetExpression spansets;
    bool isPipeline = false;
    bool isInParentheses = false;
};
using OperandResult = tl::expected<Operand, QueryRefusal>;
using StageResult = tl::expected<QueryStage, QueryRefusal>;

struct StructuralSign {
    std::string_view sign;
    Relation relation;
};
constexpr std::array kRelations{StructuralSign{">>", Relation::Descendant},
                                StructuralSign{"<<", Relation::Ancestor}, StructuralSign{">", Relation::Child},
                                StructuralSign{"<", Relation::Parent}, StructuralSign{"~", Relation::Sibling}};

/// Fills relation and form; false if the sign is no structural operator.
bool readRelation(std::string_view sign, SpansetExpression& e)
{
    e.isNegated = sign.starts_with('!');
    e.isUnion = sign.starts_with('&');
    if (e.isNegated || e.isUnion)
        sign.remove_prefix(1);
    for (const StructuralSign& known : kRelations)
        if (known.sign == sign) {
            e.relation = known.relation;
            return true;
        }
    return false;
}

class Parser
{
public:
    explicit Parser(std::vector<QueryToken> tokens)
        : m_in(std::move(tokens))
    {
    }

    tl::expected<Query, QueryRefusal> query()
    {
        Query query;
        tl::expected<std::vector<QueryStage>, QueryRefusal> stages = pipeline(0, &query);
        if (!stages)
            return tl::unexpected(std::move(stages.error()));
        query.stages = std::move(*stages);
        if (!m_in.atEnd())
            return tl::unexpected(m_in.refusal("the end of the query, |, or an operator between sets of spans"));
        return query;
    }

private:
    /// `query` takes the metric at the end; null where none may stand.
    tl::expected<std::vector<QueryStage>, QueryRefusal> pipeline(int depth, Query* query)
    {
        std::vector<QueryStage> stages;
        bool endsHere = false; // what joins pipelines stands alone
        do {
            if (query != nullptr && !stages.empty() && m_in.atMetric()) {
                tl::expected<QueryMetric, QueryRefusal> metric = m_in.metric();
                if (!metric)
                    return tl::unexpected(std::move(metric.error()));
                query->metric = std::move(*metric);
                return stages;
            }
            StageResult next = stage(depth, stages.empty(), endsHere);
            if (!next)
                return tl::unexpected(std::move(next.error()));
            stages.push_back(std::move(*next));
            if (endsHere && m_in.atSign("|"))
                return tl::unexpected(
                    QueryRefusal{"nothing can follow pipelines in parentheses", "the end", m_in.column()});
        } while (m_in.takeSign("|"));
        return stages;
    }

    StageResult stage(int depth, bool isFirst, bool& endsHere)
    {
        if (m_in.atSign("{") || m_in.atSign("(")) {
            OperandResult joined = spansets(depth);
            if (!joined)
                return tl::unexpected(std::move(joined.error()));
            if (joined->isPipeline && !isFirst)
                return tl::unexpected(QueryRefusal{"a pipeline in parentheses can only stand at the beginning",
                                                   "a filter", joined->spansets.column});
            endsHere = joined->isPipeline;
            QueryStage stage;
            stage.column = joined->spansets.column;
            stage.spansets = std::move(joined->spansets);
            return stage;
        }
        return m_in.stage(isFirst);
    }

    /// Operators between sets of spans: structural ones first, then && and ||, all from the left.
    OperandResult spansets(int depth)
    {
        OperandResult left = relations(depth);
        while (left && (m_in.atSign("&&") || m_in.atSign("||"))) {
            const int column = m_in.column();
            const bool isAnd = m_in.atSign("&&");
            m_in.skip();
            OperandResult right = relations(depth);
            if (!right)
                return right;
            SpansetExpression e;
            e.kind = isAnd ? SpansetExpression::Kind::And : SpansetExpression::Kind::Or;
            left = join(std::move(e), std::move(*left), std::move(*right), column);
        }
        return left;
    }

    OperandResult relations(int depth)
    {
        OperandResult left = operand(depth);
        SpansetExpression e;
        while (left && m_in.current().kind == Kind::Sign && readRelation(m_in.current().text, e)) {
            const int column = m_in.column();
            m_in.skip();
            OperandResult right = operand(depth);
            if (!right)
                return right;
            e.kind = SpansetExpression::Kind::Structural;
            left = join(std::exchange(e, {}), std::move(*left), std::move(*right), column);
        }
        return left;
    }

    static OperandResult join(SpansetExpression e, Operand left, Operand right, int column)
    {
        const bool isPipeline = left.isPipeline || right.isPipeline;
        for (const Operand* side : {&left, &right})
            if (isPipeline && !side->isPipeline && !side->isInParentheses)
                return tl::unexpected(
                    QueryRefusal{"a pipeline in parentheses combines only with another one in parentheses",
                                 "parentheses around this side", side->spansets.column});
        Operand joined;
        joined.isPipeline = isPipeline;
        if (e.kind != SpansetExpression::Kind::Structural && left.spansets.kind == e.kind) {
            e = std::move(left.spansets);
        } else {
            e.column = left.spansets.column;
            e.height = left.spansets.height + 1;
            e.operands.push_back(std::move(left.spansets));
        }
        e.height = std::max(e.height, right.spansets.height + 1);
        e.operands.push_back(std::move(right.spansets));
        if (e.height > kMaxQueryDepth)
            return tl::unexpected(tooDeep(column));
        joined.spansets = std::move(e);
        return joined;
    }

    OperandResult operand(int depth)
    {
        const int column = m_in.column();
        if (m_in.atSign("("))
            return inParentheses(depth, column);
        if (!m_in.takeSign("{"))
            return tl::unexpected(m_in.refusal("{ or ("));
        Operand operand;
        operand.spansets.column = column;
        if (m_in.takeSign("}")) {
            operand.spansets.filter = constantExpression(QueryValue::ofBool(true), column);
            return operand;
        }
        CheckedExpression filter = m_in.expression(depth);
        if (!filter)
            return tl::unexpected(std::move(filter.error()));
        if (std::optional<QueryRefusal> refusal = checkFilter(*filter))
            return tl::unexpected(std::move(*refusal));
        operand.spansets.height = filter->height + 1;
        operand.spansets.filter = std::move(*filter);
        if (!m_in.takeSign("}"))
            return tl::unexpected(m_in.refusal("an operator or }"));
        return operand;
    }

    OperandResult inParentheses(int depth, int column)
    {
        if (depth >= kMaxQueryDepth)
            return tl::unexpected(tooDeep(column));
        m_in.skip();
        tl::expected<std::vector<QueryStage>, QueryRefusal> stages = pipeline(depth + 1, nullptr);
        if (!stages)
            return tl::unexpected(std::move(stages.error()));
        if (!m_in.takeSign(")"))
            return tl::unexpected(m_in.refusal(") or |"));
        Operand operand;
        operand.isInParentheses = true;
        if (stages->size() == 1 && stages->front().kind == QueryStage::Kind::Spansets) {
            operand.spansets = std::move(stages->front().spansets);
            operand.isPipeline = operand.spansets.kind == SpansetExpression::Kind::Pipeline;
            return operand;
        }
        operand.isPipeline = true;
        operand.spansets.kind = SpansetExpression::Kind::Pipeline;
        operand.spansets.column = column;
        for (const QueryStage& stage : *stages)
            operand.spansets.height = std::max(operand.spansets.height, stage.spansets.height + 1);
        operand.spansets.stages = std::move(*stages);
        return operand;
    }

    TokenReader m_in;
};

} // namespace

std::string QueryRefusal::text() const
{
    std::string out = "column " + std::to_string(column) + ": " + message;
    if (!expected.empty())
        out += "; expected " + expected;
    return out;
}

tl::expected<Query, QueryRefusal> parseQuery(std::string_view text)
{
    tl::expected<std::vector<QueryToken>, QueryRefusal> tokens = readTokens(text);
    if (!tokens)
        return tl::unexpected(std::move(tokens.error()));
    return Parser(std::move(*tokens)).query();
}

} // namespace tailrace
