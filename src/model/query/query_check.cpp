// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_check.h"

namespace tailrace {

namespace {

bool isNumeric(QueryType type)
{
    return type == QueryType::Int || type == QueryType::Float || type == QueryType::Duration;
}

bool isOrUnknown(QueryType type, QueryType wanted)
{
    return type == wanted || type == QueryType::Unknown;
}

bool isNumericOrUnknown(QueryType type)
{
    return isNumeric(type) || type == QueryType::Unknown;
}

bool fit(QueryType left, QueryType right)
{
    return left == QueryType::Unknown || right == QueryType::Unknown || left == right ||
           (isNumeric(left) && isNumeric(right));
}

bool isConstant(const QueryExpression& e)
{
    return e.kind == QueryExpression::Kind::Constant;
}

bool isNil(const QueryExpression& e)
{
    return isConstant(e) && e.constant.isNil();
}

tl::unexpected<QueryRefusal> refuse(std::string message, std::string expected, int column)
{
    return tl::unexpected(QueryRefusal{std::move(message), std::move(expected), column});
}

std::string quoted(QueryOperator op)
{
    return "'" + std::string(signOf(op)) + "'";
}

std::optional<QueryRefusal> checkNil(QueryOperator op, const QueryExpression& left, const QueryExpression& right)
{
    if (op != QueryOperator::Equal && op != QueryOperator::NotEqual)
        return QueryRefusal{
            "nil can only be compared with = and !=", "= or !=", isNil(left) ? left.column : right.column};
    const QueryExpression& other = isNil(left) ? right : left;
    if (other.kind != QueryExpression::Kind::Field || other.field.intrinsic != Intrinsic::None)
        return QueryRefusal{"only attributes can be compared with nil: every span has the other fields",
                            "an attribute", other.column};
    const FieldRef serviceName{Intrinsic::None, FieldScope::Resource, false, "service.name"};
    if (other.field == serviceName)
        return QueryRefusal{"resource.service.name cannot be compared with nil: every span has it",
                            "another attribute", other.column};
    return std::nullopt;
}

std::optional<QueryRefusal> checkRegex(const QueryExpression& left, const QueryExpression& right, int column)
{
    for (const QueryExpression* side : {&left, &right})
        if (!isOrUnknown(side->type, QueryType::String))
            return QueryRefusal{"regular expressions match strings, and this is " +
                                    std::string(nameOf(side->type)),
                                "a string or an attribute", side == &left ? column : side->column};
    if (!isConstant(right))
        return std::nullopt;
    const std::string problem = regexProblem(right.constant.text);
    if (problem.empty())
        return std::nullopt;
    return QueryRefusal{"this regular expression does not compile: " + problem,
                        "a regular expression as RE2 reads it", right.column};
}

std::optional<QueryRefusal> checkComparison(QueryOperator op, const QueryExpression& left,
                                            const QueryExpression& right, int column)
{
    if (isNil(left) || isNil(right))
        return checkNil(op, left, right);
    if (op == QueryOperator::Matches || op == QueryOperator::MatchesNot)
        return checkRegex(left, right, column);
    if (!fit(left.type, right.type))
        return QueryRefusal{std::string(nameOf(left.type)) + " cannot be compared with " +
                                std::string(nameOf(right.type)),
                            std::string(nameOf(left.type)), right.column};
    if (op == QueryOperator::Equal || op == QueryOperator::NotEqual)
        return std::nullopt;
    for (const QueryExpression* side : {&left, &right})
        if (!isNumericOrUnknown(side->type) && side->type != QueryType::String)
            return QueryRefusal{std::string(nameOf(side->type)) + " has no order, so " + quoted(op) +
                                    " cannot compare it",
                                "= or !=", column};
    return std::nullopt;
}

std::optional<QueryRefusal> checkOperands(QueryOperator op, const QueryExpression& left,
                                          const QueryExpression& right, int column)
{
    if (isComparison(op))
        return checkComparison(op, left, right, column);
    const bool isLogic = op == QueryOperator::And || op == QueryOperator::Or;
    for (const QueryExpression* side : {&left, &right}) {
        if (isLogic ? isOrUnknown(side->type, QueryType::Bool) : isNumericOrUnknown(side->type))
            continue;
        return QueryRefusal{
            quoted(op) + (isLogic ? " joins conditions, and this is " : " calculates with numbers, and this is ") +
                std::string(nameOf(side->type)),
            isLogic ? "a comparison, or an attribute that is true or false"
                    : "a number, a duration or an attribute",
            side->column};
    }
    return std::nullopt;
}

QueryType resultType(QueryOperator op, QueryType left, QueryType right)
{
    if (isComparison(op) || op == QueryOperator::And || op == QueryOperator::Or)
        return QueryType::Bool;
    if (left == QueryType::Unknown || right == QueryType::Unknown)
        return left == QueryType::Unknown ? right : left;
    if (left == QueryType::Float || right == QueryType::Float || op == QueryOperator::Power)
        return QueryType::Float;
    return left == QueryType::Duration ? left : right;
}

QueryValue constantResult(QueryOperator op, const QueryValue& left, const QueryValue& right)
{
    RegexCache regexes;
    if (isComparison(op))
        return QueryValue::ofBool(compareValues(op, left, right, regexes));
    if (op == QueryOperator::And)
        return QueryValue::ofBool(left.isTrue() && right.isTrue());
    if (op == QueryOperator::Or)
        return QueryValue::ofBool(left.isTrue() || right.isTrue());
    return calculate(op, left, right);
}

bool readsSpan(const QueryExpression& expression)
{
    if (expression.kind == QueryExpression::Kind::Field)
        return true;
    for (const QueryExpression& operand : expression.operands)
        if (readsSpan(operand))
            return true;
    return false;
}

} // namespace

QueryRefusal tooDeep(int column)
{
    return {"this query is nested too deeply", "at most " + std::to_string(kMaxQueryDepth) + " levels", column};
}

QueryExpression constantExpression(QueryValue value, int column)
{
    QueryExpression e;
    e.kind = QueryExpression::Kind::Constant;
    e.type = value.type;
    e.column = column;
    e.constant = std::move(value);
    return e;
}

QueryExpression fieldExpression(FieldRef field, int column)
{
    QueryExpression e;
    e.kind = QueryExpression::Kind::Field;
    e.type = typeOf(field);
    e.column = column;
    e.field = std::move(field);
    return e;
}

CheckedExpression binaryExpression(QueryOperator op, QueryExpression left, QueryExpression right, int column)
{
    if (std::optional<QueryRefusal> refusal = checkOperands(op, left, right, column))
        return tl::unexpected(std::move(*refusal));
    if (isConstant(left) && isConstant(right) && !isNil(left) && !isNil(right)) {
        QueryValue result = constantResult(op, left.constant, right.constant);
        if (result.isNil())
            return refuse("this divides by zero", "another number", right.column);
        return constantExpression(std::move(result), left.column);
    }
    const bool isLogic = op == QueryOperator::And || op == QueryOperator::Or;
    if (isLogic && left.kind == QueryExpression::Kind::Binary && left.op == op) {
        left.height = std::max(left.height, right.height + 1);
        left.operands.push_back(std::move(right));
        if (left.height > kMaxQueryDepth)
            return tl::unexpected(tooDeep(column));
        return left;
    }
    QueryExpression e;
    e.kind = QueryExpression::Kind::Binary;
    e.op = op;
    e.type = resultType(op, left.type, right.type);
    e.column = left.column;
    e.height = std::max(left.height, right.height) + 1;
    if (e.height > kMaxQueryDepth)
        return tl::unexpected(tooDeep(column));
    e.operands.push_back(std::move(left));
    e.operands.push_back(std::move(right));
    return e;
}

CheckedExpression unaryExpression(QueryOperator op, QueryExpression operand, int column)
{
    const bool isNot = op == QueryOperator::Not;
    if (isNot ? !isOrUnknown(operand.type, QueryType::Bool) : !isNumericOrUnknown(operand.type))
        return refuse((isNot ? "'!' turns a condition round, and this is " : "'-' needs a number, and this is ") +
                          std::string(nameOf(operand.type)),
                      isNot ? "a comparison, or an attribute that is true or false"
                            : "a number, a duration or an attribute",
                      operand.column);
    if (isConstant(operand))
        return constantExpression(isNot ? opposite(operand.constant) : negated(operand.constant), column);
    QueryExpression e;
    e.kind = QueryExpression::Kind::Unary;
    e.op = op;
    e.type = operand.type;
    e.column = column;
    e.height = operand.height + 1;
    if (e.height > kMaxQueryDepth)
        return tl::unexpected(tooDeep(column));
    e.operands.push_back(std::move(operand));
    return e;
}

std::optional<QueryRefusal> checkFilter(const QueryExpression& expression)
{
    if (isOrUnknown(expression.type, QueryType::Bool))
        return std::nullopt;
    return QueryRefusal{"a filter must be true or false, and this is " + std::string(nameOf(expression.type)),
                        "a comparison", expression.column};
}

std::optional<QueryRefusal> checkAggregated(const QueryExpression& expression)
{
    if (!isNumericOrUnknown(expression.type))
        return QueryRefusal{"only numbers can be summed up, and this is " + std::string(nameOf(expression.type)),
                            "a duration, a number or an attribute", expression.column};
    if (!readsSpan(expression))
        return QueryRefusal{"this is the same for every span", "a field of the span", expression.column};
    return std::nullopt;
}

std::optional<QueryRefusal> checkGrouping(const QueryExpression& expression)
{
    if (readsSpan(expression))
        return std::nullopt;
    return QueryRefusal{"this is the same for every span", "a field of the span", expression.column};
}

} // namespace tailrace
