// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/token_reader.h"

#include <array>

namespace tailrace {

namespace {

using Kind = QueryToken::Kind;

constexpr std::string_view kOperand =
    "a field, an attribute like .http.method, a string, a number, a duration or (";

/// How tightly operators of fields bind; more is tighter. Unary minus stands between sums and products, ! above it.
enum Binding { kLogic = 1, kComparison, kSum, kUnary, kProduct, kPower };

struct FieldOperator {
    std::string_view sign;
    QueryOperator op;
    int binding;
};
constexpr std::array kOperators{
    FieldOperator{"&&", QueryOperator::And, kLogic},
    FieldOperator{"||", QueryOperator::Or, kLogic},
    FieldOperator{"=", QueryOperator::Equal, kComparison},
    FieldOperator{"!=", QueryOperator::NotEqual, kComparison},
    FieldOperator{"<", QueryOperator::Less, kComparison},
    FieldOperator{"<=", QueryOperator::LessOrEqual, kComparison},
    FieldOperator{">", QueryOperator::Greater, kComparison},
    FieldOperator{">=", QueryOperator::GreaterOrEqual, kComparison},
    FieldOperator{"=~", QueryOperator::Matches, kComparison},
    FieldOperator{"!~", QueryOperator::MatchesNot, kComparison},
    FieldOperator{"+", QueryOperator::Add, kSum},
    FieldOperator{"-", QueryOperator::Subtract, kSum},
    FieldOperator{"*", QueryOperator::Multiply, kProduct},
    FieldOperator{"/", QueryOperator::Divide, kProduct},
    FieldOperator{"%", QueryOperator::Remainder, kProduct},
    FieldOperator{"^", QueryOperator::Power, kPower},
};

const FieldOperator* operatorOf(const QueryToken& token)
{
    if (token.kind != Kind::Sign)
        return nullptr;
    for (const FieldOperator& known : kOperators)
        if (known.sign == token.text)
            return &known;
    return nullptr;
}

struct NamedField {
    std::string_view name;
    Intrinsic intrinsic;
};
constexpr std::array kIntrinsicWords{
    NamedField{"name", Intrinsic::Name},
    NamedField{"status", Intrinsic::Status},
    NamedField{"statusMessage", Intrinsic::StatusMessage},
    NamedField{"kind", Intrinsic::Kind},
    NamedField{"duration", Intrinsic::Duration},
    NamedField{"traceDuration", Intrinsic::TraceDuration},
    NamedField{"rootName", Intrinsic::RootName},
    NamedField{"rootServiceName", Intrinsic::RootService},
    NamedField{"nestedSetLeft", Intrinsic::NestedSetLeft},
    NamedField{"nestedSetRight", Intrinsic::NestedSetRight},
    NamedField{"nestedSetParent", Intrinsic::NestedSetParent},
};

struct NamedConstant {
    std::string_view name;
    QueryType type;
    std::int64_t number;
};
constexpr std::array kConstantWords{
    NamedConstant{"true", QueryType::Bool, 1},        NamedConstant{"false", QueryType::Bool, 0},
    NamedConstant{"nil", QueryType::Nil, 0},          NamedConstant{"unset", QueryType::Status, 0},
    NamedConstant{"ok", QueryType::Status, 1},        NamedConstant{"error", QueryType::Status, 2},
    NamedConstant{"unspecified", QueryType::Kind, 0}, NamedConstant{"internal", QueryType::Kind, 1},
    NamedConstant{"server", QueryType::Kind, 2},      NamedConstant{"client", QueryType::Kind, 3},
    NamedConstant{"producer", QueryType::Kind, 4},    NamedConstant{"consumer", QueryType::Kind, 5},
};

const NamedField* intrinsicOf(const QueryToken& token)
{
    if (token.kind == Kind::Word)
        for (const NamedField& known : kIntrinsicWords)
            if (known.name == token.text)
                return &known;
    return nullptr;
}

} // namespace

bool TokenReader::atSign(std::string_view sign) const
{
    return current().kind == Kind::Sign && current().text == sign;
}

bool TokenReader::atWord(std::string_view word) const
{
    return current().kind == Kind::Word && current().text == word;
}

void TokenReader::skip()
{
    if (!atEnd())
        ++m_at;
}

bool TokenReader::takeSign(std::string_view sign)
{
    const bool is = atSign(sign);
    if (is)
        skip();
    return is;
}

std::optional<QueryRefusal> TokenReader::need(std::string_view sign)
{
    if (takeSign(sign))
        return std::nullopt;
    return refusal(std::string(sign));
}

std::string TokenReader::currentText() const
{
    switch (current().kind) {
    case Kind::Value:
        return queryText(current().value);
    case Kind::Field:
        return fieldText(current().field);
    default:
        return current().text;
    }
}

QueryRefusal TokenReader::refusal(std::string expected) const
{
    if (atEnd())
        return {"the query ends too early", std::move(expected), column()};
    return {"'" + currentText() + "' cannot stand here", std::move(expected), column()};
}

CheckedExpression TokenReader::expression(int depth)
{
    return binary(depth, kLogic);
}

CheckedExpression TokenReader::sum()
{
    return binary(0, kSum);
}

CheckedExpression TokenReader::binary(int depth, int weakest)
{
    if (depth >= kMaxQueryDepth)
        return tl::unexpected(tooDeep(column()));
    CheckedExpression left = unary(depth);
    while (left) {
        const FieldOperator* found = operatorOf(current());
        if (found == nullptr || found->binding < weakest)
            return left;
        const int column = this->column();
        skip();
        const bool groupsRight = found->op == QueryOperator::Power;
        CheckedExpression right = binary(depth + 1, groupsRight ? found->binding : found->binding + 1);
        if (!right)
            return right;
        left = binaryExpression(found->op, std::move(*left), std::move(*right), column);
    }
    return left;
}

CheckedExpression TokenReader::unary(int depth)
{
    const bool isNot = atSign("!");
    if (!isNot && !atSign("-"))
        return primary(depth);
    const int column = this->column();
    skip();
    CheckedExpression operand = binary(depth + 1, kProduct);
    if (!operand)
        return operand;
    return unaryExpression(isNot ? QueryOperator::Not : QueryOperator::Negate, std::move(*operand), column);
}

CheckedExpression TokenReader::primary(int depth)
{
    const QueryToken token = current();
    switch (token.kind) {
    case Kind::Value:
        skip();
        return constantExpression(token.value, token.column);
    case Kind::Field:
        skip();
        return fieldExpression(token.field, token.column);
    case Kind::Word:
        return word();
    default:
        break;
    }
    if (!takeSign("("))
        return tl::unexpected(refusal(std::string(kOperand)));
    CheckedExpression inner = binary(depth + 1, kLogic);
    if (inner && !takeSign(")"))
        return tl::unexpected(refusal("an operator or )"));
    return inner;
}

CheckedExpression TokenReader::word()
{
    const QueryToken token = current();
    if (const NamedField* known = intrinsicOf(token)) {
        skip();
        FieldRef field;
        field.intrinsic = known->intrinsic;
        return fieldExpression(std::move(field), token.column);
    }
    for (const NamedConstant& known : kConstantWords)
        if (known.name == token.text) {
            skip();
            return constantExpression(QueryValue::of(known.type, known.number), token.column);
        }
    std::string expected =
        "a field; an attribute begins with a point or a scope: ." + token.text + ", span." + token.text;
    if (token.text == "childCount")
        expected = "span:childCount";
    return tl::unexpected(
        QueryRefusal{"there is no field '" + token.text + "'", std::move(expected), token.column});
}

CheckedExpression TokenReader::inParentheses()
{
    if (std::optional<QueryRefusal> missing = need("("))
        return tl::unexpected(std::move(*missing));
    CheckedExpression inner = expression(0);
    if (!inner)
        return inner;
    if (!takeSign(")"))
        return tl::unexpected(refusal("an operator or )"));
    return inner;
}

tl::expected<FieldRef, QueryRefusal> TokenReader::field()
{
    FieldRef field;
    if (const NamedField* known = intrinsicOf(current()))
        field.intrinsic = known->intrinsic;
    else if (current().kind == Kind::Field)
        field = current().field;
    else
        return tl::unexpected(refusal("a field or an attribute"));
    skip();
    return field;
}

/// One or more with commas between, up to the closing parenthesis, which stays.
tl::expected<std::vector<FieldRef>, QueryRefusal> TokenReader::fields()
{
    std::vector<FieldRef> all;
    do {
        tl::expected<FieldRef, QueryRefusal> next = field();
        if (!next)
            return tl::unexpected(std::move(next.error()));
        all.push_back(std::move(*next));
    } while (takeSign(","));
    return all;
}

} // namespace tailrace
