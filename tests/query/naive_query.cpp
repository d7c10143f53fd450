// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/naive_query.h"

#include <re2/re2.h>

#include <cmath>
#include <functional>
#include <set>

namespace tailrace::test {

namespace {

using Type = QueryType;
using Set = std::set<int>;

QueryValue made(Type type, std::int64_t integer)
{
    QueryValue value;
    value.type = type;
    value.integer = integer;
    return value;
}

QueryValue text(const std::string& content)
{
    QueryValue value;
    value.type = Type::String;
    value.text = content;
    return value;
}

QueryValue decoded(const Value& value)
{
    switch (value.data.index()) {
    case 0:
        return {};
    case 1:
        return made(Type::Bool, std::get<bool>(value.data) ? 1 : 0);
    case 2:
        return made(Type::Int, std::get<std::int64_t>(value.data));
    case 3: {
        QueryValue real;
        real.type = Type::Float;
        real.real = std::get<double>(value.data);
        return real;
    }
    case 4:
        return text(std::get<std::string>(value.data));
    case 6: {
        QueryValue array;
        array.type = Type::Array;
        for (const Value& item : std::get<ValueArray>(value.data))
            array.items.push_back(decoded(item));
        return array;
    }
    default:
        return made(Type::Other, 0);
    }
}

QueryValue first(const AttributeList& list, const std::string& key)
{
    for (const Attribute& attribute : list)
        if (attribute.key == key)
            return decoded(attribute.value);
    return {};
}

bool isNumber(const QueryValue& v)
{
    return v.type == Type::Int || v.type == Type::Float || v.type == Type::Duration;
}

long double numberOf(const QueryValue& v)
{
    return v.type == Type::Float ? static_cast<long double>(v.real) : static_cast<long double>(v.integer);
}

bool comparable(const QueryValue& a, const QueryValue& b)
{
    if (isNumber(a) && isNumber(b))
        return !std::isnan(numberOf(a)) && !std::isnan(numberOf(b));
    return a.type == b.type && a.type != Type::Nil && a.type != Type::Other && a.type != Type::Array;
}

bool same(const QueryValue& a, const QueryValue& b)
{
    if (isNumber(a))
        return numberOf(a) == numberOf(b);
    return a.type == Type::String ? a.text == b.text : a.integer == b.integer;
}

bool less(const QueryValue& a, const QueryValue& b)
{
    if (isNumber(a))
        return numberOf(a) < numberOf(b);
    return a.type == Type::String && a.text < b.text;
}

bool holds(QueryOperator op, const QueryValue& a, const QueryValue& b)
{
    const std::vector<QueryValue> left = a.type == Type::Array ? a.items : std::vector{a};
    const std::vector<QueryValue> right = b.type == Type::Array ? b.items : std::vector{b};
    bool met = false;
    bool any = false;
    for (const QueryValue& x : left) {
        for (const QueryValue& y : right) {
            const bool isRegex = op == QueryOperator::Matches || op == QueryOperator::MatchesNot;
            if (!comparable(x, y) || (isRegex && x.type != Type::String))
                continue;
            met = true;
            const bool isOrdered = isNumber(x) || x.type == Type::String;
            switch (op) {
            case QueryOperator::Equal:
            case QueryOperator::NotEqual:
                any |= same(x, y);
                break;
            case QueryOperator::Less:
                any |= less(x, y);
                break;
            case QueryOperator::LessOrEqual:
                any |= isOrdered && (less(x, y) || same(x, y));
                break;
            case QueryOperator::Greater:
                any |= less(y, x);
                break;
            case QueryOperator::GreaterOrEqual:
                any |= isOrdered && (less(y, x) || same(x, y));
                break;
            default:
                any |= RE2::FullMatch(x.text, y.text);
            }
        }
    }
    const bool isNegative = op == QueryOperator::NotEqual || op == QueryOperator::MatchesNot;
    return isNegative ? met && !any : any;
}

class Evaluator
{
public:
    explicit Evaluator(const NaiveTrace& trace)
        : m_trace(trace)
    {
    }

    std::vector<Set> stages(const std::vector<QueryStage>& stages, const Set& input) const
    {
        std::vector<Set> sets;
        if (!input.empty())
            sets.push_back(input);
        for (const QueryStage& stage : stages) {
            std::vector<Set> next;
            for (const Set& set : sets)
                apply(stage, set, next);
            if (stage.kind == QueryStage::Kind::Coalesce && !next.empty()) {
                Set all;
                for (const Set& set : next)
                    all.insert(set.begin(), set.end());
                next = {all};
            }
            sets = next;
        }
        return sets;
    }

private:
    void apply(const QueryStage& stage, const Set& set, std::vector<Set>& out) const
    {
        switch (stage.kind) {
        case QueryStage::Kind::Spansets:
            if (Set kept = spansets(stage.spansets, set); !kept.empty())
                out.push_back(kept);
            return;
        case QueryStage::Kind::Aggregate:
            if (keeps(stage, set))
                out.push_back(set);
            return;
        case QueryStage::Kind::By: {
            std::vector<std::pair<QueryValue, Set>> groups;
            for (const int i : set) {
                const QueryValue key = value(stage.expression, i);
                std::size_t g = 0;
                while (g < groups.size() && !(groups[g].first == key))
                    ++g;
                if (g == groups.size())
                    groups.push_back({key, {}});
                groups[g].second.insert(i);
            }
            for (const auto& [key, spans] : groups)
                out.push_back(spans);
            return;
        }
        default:
            out.push_back(set);
        }
    }

    bool keeps(const QueryStage& stage, const Set& set) const
    {
        long double sum = 0;
        long double least = 0;
        long double most = 0;
        int count = 0;
        for (const int i : set) {
            const QueryValue v =
                stage.aggregate == Aggregate::Count ? made(Type::Int, 1) : value(stage.expression, i);
            if (!isNumber(v))
                continue;
            least = count == 0 ? numberOf(v) : std::min(least, numberOf(v));
            most = count == 0 ? numberOf(v) : std::max(most, numberOf(v));
            sum += numberOf(v);
            ++count;
        }
        if (count == 0)
            return false;
        const long double results[] = {static_cast<long double>(count), sum / count, least, most, sum};
        QueryValue result;
        result.type = Type::Float;
        result.real = static_cast<double>(results[static_cast<std::size_t>(stage.aggregate)]);
        return holds(stage.op, result, stage.value);
    }

    Set spansets(const SpansetExpression& e, const Set& input) const
    {
        using Kind = SpansetExpression::Kind;
        Set out;
        if (e.kind == Kind::Filter) {
            for (const int i : input)
                if (isTrue(value(e.filter, i)))
                    out.insert(i);
            return out;
        }
        if (e.kind == Kind::Pipeline) {
            for (const Set& set : stages(e.stages, input))
                out.insert(set.begin(), set.end());
            return out;
        }
        std::vector<Set> sides;
        for (const SpansetExpression& operand : e.operands)
            sides.push_back(spansets(operand, input));
        if (e.kind == Kind::Structural)
            return related(e, sides[0], sides[1]);
        for (const Set& side : sides) {
            if (side.empty() && e.kind == Kind::And)
                return {};
            out.insert(side.begin(), side.end());
        }
        return out;
    }

    Set related(const SpansetExpression& e, const Set& left, const Set& right) const
    {
        Set out;
        for (const int r : right) {
            bool any = false;
            for (const int l : left) {
                if (!relates(e.relation, l, r))
                    continue;
                any = true;
                if (e.isUnion)
                    out.insert(l);
            }
            if (any != e.isNegated)
                out.insert(r);
        }
        return out;
    }

    bool isAbove(int upper, int lower) const
    {
        for (int p = m_trace.parent[static_cast<std::size_t>(lower)]; p >= 0;
             p = m_trace.parent[static_cast<std::size_t>(p)])
            if (p == upper)
                return true;
        return false;
    }

    bool relates(Relation relation, int l, int r) const
    {
        const int parentOfLeft = m_trace.parent[static_cast<std::size_t>(l)];
        const int parentOfRight = m_trace.parent[static_cast<std::size_t>(r)];
        switch (relation) {
        case Relation::Child:
            return parentOfRight == l;
        case Relation::Parent:
            return parentOfLeft == r;
        case Relation::Descendant:
            return isAbove(l, r);
        case Relation::Ancestor:
            return isAbove(r, l);
        case Relation::Sibling:
            break;
        }
        return l != r && parentOfLeft == parentOfRight &&
               (parentOfLeft >= 0 || span(l).parentId == span(r).parentId);
    }

    const SpanDetail& span(int i) const { return m_trace.spans[static_cast<std::size_t>(i)]; }
    static bool isTrue(const QueryValue& v) { return v.type == Type::Bool && v.integer != 0; }

    QueryValue value(const QueryExpression& e, int i) const
    {
        if (e.kind == QueryExpression::Kind::Constant)
            return e.constant;
        if (e.kind == QueryExpression::Kind::Field)
            return field(e.field, i);
        if (e.kind == QueryExpression::Kind::Binary && (e.op == QueryOperator::And || e.op == QueryOperator::Or)) {
            bool all = true;
            bool any = false;
            for (const QueryExpression& operand : e.operands) {
                const bool is = isTrue(value(operand, i));
                all = all && is;
                any = any || is;
            }
            return made(Type::Bool, (e.op == QueryOperator::And ? all : any) ? 1 : 0);
        }
        const QueryValue a = value(e.operands.front(), i);
        if (e.kind == QueryExpression::Kind::Unary)
            return e.op == QueryOperator::Not
                       ? (a.type == Type::Bool ? made(Type::Bool, 1 - a.integer) : QueryValue{})
                       : calculated(QueryOperator::Subtract, made(Type::Int, 0), a);
        const QueryValue b = value(e.operands.back(), i);
        const bool isNil = (e.operands.front().kind == QueryExpression::Kind::Constant && a.type == Type::Nil) ||
                           (e.operands.back().kind == QueryExpression::Kind::Constant && b.type == Type::Nil);
        if (isNil) {
            const bool isMissing = a.type == Type::Nil && b.type == Type::Nil;
            return made(Type::Bool, isMissing == (e.op == QueryOperator::Equal) ? 1 : 0);
        }
        if (e.op <= QueryOperator::MatchesNot)
            return made(Type::Bool, holds(e.op, a, b) ? 1 : 0);
        return calculated(e.op, a, b);
    }

    static QueryValue calculated(QueryOperator op, const QueryValue& a, const QueryValue& b)
    {
        if (!isNumber(a) || !isNumber(b))
            return {};
        const bool isReal = a.type == Type::Float || b.type == Type::Float;
        const bool divides = op == QueryOperator::Divide || op == QueryOperator::Remainder;
        if (!isReal && divides && b.integer == 0)
            return {};
        QueryValue real;
        real.type = Type::Float;
        const auto x = static_cast<double>(numberOf(a));
        const auto y = static_cast<double>(numberOf(b));
        switch (op) {
        case QueryOperator::Add:
            return isReal ? (real.real = x + y, real) : made(Type::Int, a.integer + b.integer);
        case QueryOperator::Subtract:
            return isReal ? (real.real = x - y, real) : made(Type::Int, a.integer - b.integer);
        case QueryOperator::Multiply:
            return isReal ? (real.real = x * y, real) : made(Type::Int, a.integer * b.integer);
        case QueryOperator::Divide:
            return isReal ? (real.real = x / y, real) : made(Type::Int, a.integer / b.integer);
        default:
            return isReal ? (real.real = std::fmod(x, y), real) : made(Type::Int, a.integer % b.integer);
        }
    }

    QueryValue field(const FieldRef& f, int i) const
    {
        if (f.intrinsic != Intrinsic::None)
            return intrinsic(f.intrinsic, i);
        if (f.ofParent) {
            const int parent = m_trace.parent[static_cast<std::size_t>(i)];
            FieldRef own = f;
            own.ofParent = false;
            return parent < 0 ? QueryValue{} : field(own, parent);
        }
        const SpanDetail& s = span(i);
        QueryValue service = first(s.resource.attributes, f.key);
        if (service.type == Type::Nil && f.key == "service.name" && !s.resource.service.empty())
            service = text(s.resource.service);
        QueryValue elements;
        elements.type = Type::Array;
        const auto collect = [&](const auto& list) {
            for (const auto& one : list) {
                const QueryValue v = first(one.attributes, f.key);
                for (const QueryValue& item : v.type == Type::Array ? v.items : std::vector{v})
                    if (item.type != Type::Nil)
                        elements.items.push_back(item);
                m_hasEmptyArray = m_hasEmptyArray || (v.type == Type::Array && v.items.empty());
            }
        };
        m_hasEmptyArray = false;
        switch (f.scope) {
        case FieldScope::Span:
            return first(s.attributes, f.key);
        case FieldScope::Resource:
            return service;
        case FieldScope::Instrumentation:
            return first(s.scope.attributes, f.key);
        case FieldScope::Event:
            collect(s.events);
            return elements.items.empty() && !m_hasEmptyArray ? QueryValue{} : elements;
        case FieldScope::Link:
            collect(s.links);
            return elements.items.empty() && !m_hasEmptyArray ? QueryValue{} : elements;
        default: {
            const QueryValue own = first(s.attributes, f.key);
            return own.type == Type::Nil ? service : own;
        }
        }
    }

    int setLeft(int i) const
    {
        int depth = 0;
        for (int p = m_trace.parent[static_cast<std::size_t>(i)]; p >= 0;
             p = m_trace.parent[static_cast<std::size_t>(p)])
            ++depth;
        return 2 * i - depth + 1;
    }

    QueryValue intrinsic(Intrinsic which, int i) const
    {
        const SpanDetail& s = span(i);
        int children = 0;
        int below = 0;
        for (int j = 0; j < static_cast<int>(m_trace.spans.size()); ++j) {
            children += m_trace.parent[static_cast<std::size_t>(j)] == i ? 1 : 0;
            below += isAbove(i, j) ? 1 : 0;
        }
        const int parent = m_trace.parent[static_cast<std::size_t>(i)];
        QueryValue elements;
        elements.type = Type::Array;
        switch (which) {
        case Intrinsic::Name:
            return text(s.name);
        case Intrinsic::Status:
            return made(Type::Status, static_cast<int>(s.status));
        case Intrinsic::StatusMessage:
            return text(s.statusMessage);
        case Intrinsic::Kind:
            return made(Type::Kind, static_cast<int>(s.kind));
        case Intrinsic::Duration:
            return made(Type::Duration, std::max<std::int64_t>(s.durationNs, 0));
        case Intrinsic::TraceDuration:
            return made(Type::Duration, m_trace.summary.durationNs);
        case Intrinsic::RootName:
            return text(m_trace.summary.rootName);
        case Intrinsic::RootService:
            return text(m_trace.summary.rootService);
        case Intrinsic::NestedSetLeft:
            return made(Type::Int, setLeft(i));
        case Intrinsic::NestedSetRight:
            return made(Type::Int, setLeft(i) + 2 * below + 1);
        case Intrinsic::NestedSetParent:
            return made(Type::Int, parent < 0 ? -1 : setLeft(parent));
        case Intrinsic::ChildCount:
            return made(Type::Int, children);
        case Intrinsic::SpanId:
            return text(s.spanId.isZero() ? "" : toHex(s.spanId));
        case Intrinsic::ParentId:
            return text(s.parentId.isZero() ? "" : toHex(s.parentId));
        case Intrinsic::TraceId:
            return text(toHex(s.traceId));
        case Intrinsic::InstrumentationName:
            return s.scope.id == 0 ? QueryValue{} : text(s.scope.name);
        case Intrinsic::InstrumentationVersion:
            return s.scope.id == 0 ? QueryValue{} : text(s.scope.version);
        case Intrinsic::EventName:
            for (const SpanEvent& event : s.events)
                elements.items.push_back(text(event.name));
            break;
        case Intrinsic::EventTimeSinceStart:
            for (const SpanEvent& event : s.events)
                elements.items.push_back(made(Type::Duration, event.timeNs - s.startNs));
            break;
        case Intrinsic::LinkTraceId:
            for (const SpanLink& link : s.links)
                elements.items.push_back(text(toHex(link.traceId)));
            break;
        default:
            for (const SpanLink& link : s.links)
                elements.items.push_back(text(toHex(link.spanId)));
        }
        return elements.items.empty() ? QueryValue{} : elements;
    }

    const NaiveTrace& m_trace;
    mutable bool m_hasEmptyArray = false;
};

} // namespace

NaiveTrace loadNaive(CacheReader& reader, const TraceSummary& summary)
{
    NaiveTrace trace;
    trace.summary = summary;
    const SpanTablePtr table = reader.loadTrace(summary.traceId).value();
    for (SpanIndex i = 0; i < table->size(); ++i)
        trace.parent.push_back(table->parent[i] == kNoSpan ? -1 : static_cast<int>(table->parent[i]));
    (void)reader.forEachSpan(summary.traceId, [&](const SpanDetail& span) {
        trace.spans.push_back(span);
        return true;
    });
    return trace;
}

std::vector<std::vector<int>> naiveAnswer(const Query& query, const NaiveTrace& trace)
{
    Set all;
    for (int i = 0; i < static_cast<int>(trace.spans.size()); ++i)
        all.insert(i);
    std::vector<std::vector<int>> out;
    for (const Set& set : Evaluator(trace).stages(query.stages, all))
        out.emplace_back(set.begin(), set.end());
    return out;
}

} // namespace tailrace::test
