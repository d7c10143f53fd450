// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A query as a tree: what parseQuery() makes and the engine answers. The language is TraceQL, as Grafana Tempo
// documents it (https://grafana.com/docs/tempo/latest/traceql/). Plain values; nothing in a tree is deeper than
// kMaxQueryDepth, so walking it by recursion is safe.

#include "model/query/query_value.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tailrace {

inline constexpr int kMaxQueryDepth = 100;
/// Bytes of a query's text.
inline constexpr std::size_t kMaxQueryText = 64 * 1024;

/// Where an attribute is looked for. Unscoped: on the span, then on its resource.
enum class FieldScope : std::uint8_t { Unscoped, Span, Resource, Event, Link, Instrumentation };

enum class Intrinsic : std::uint8_t {
    None, ///< an attribute
    Name,
    Status,
    StatusMessage,
    Kind,
    Duration,
    TraceDuration,
    RootName,
    RootService,
    NestedSetLeft,
    NestedSetRight,
    NestedSetParent,
    SpanId,
    ParentId,
    ChildCount,
    TraceId,
    EventName,
    EventTimeSinceStart,
    LinkTraceId,
    LinkSpanId,
    InstrumentationName,
    InstrumentationVersion
};

struct FieldRef {
    Intrinsic intrinsic = Intrinsic::None;
    FieldScope scope = FieldScope::Unscoped;
    bool ofParent = false; ///< the attribute of the parent span
    std::string key;       ///< of an attribute
    bool operator==(const FieldRef&) const = default;
};

/// As it is written in a query.
[[nodiscard]] std::string fieldText(const FieldRef& field);
/// What its values are; Unknown for attributes.
[[nodiscard]] QueryType typeOf(const FieldRef& field);

/// A field expression. Runs of one of && and || are one node with several operands.
struct QueryExpression {
    enum class Kind : std::uint8_t { Constant, Field, Unary, Binary };
    Kind kind = Kind::Constant;
    QueryOperator op = QueryOperator::Equal; ///< of Unary and Binary
    QueryType type = QueryType::Unknown;     ///< what it yields, as far as is known
    int column = 1;                          ///< of the operator, or where it begins; in characters, from 1
    int height = 1;                          ///< levels of the tree below, itself included
    QueryValue constant;
    FieldRef field;
    std::vector<QueryExpression> operands;
};

enum class Relation : std::uint8_t { Child, Descendant, Parent, Ancestor, Sibling };

struct QueryStage;

/// A set of spans in each trace.
struct SpansetExpression {
    enum class Kind : std::uint8_t {
        Filter,
        And,        ///< the spans of both sides if neither is empty
        Or,         ///< the spans of both sides
        Structural, ///< right-hand spans that relate to left-hand ones
        Pipeline,   ///< in parentheses
        Words       ///< plain words, all of which a span must contain
    };
    Kind kind = Kind::Filter;
    Relation relation = Relation::Child;
    bool isNegated = false; ///< right-hand spans without such a relation
    bool isUnion = false;   ///< both sides of the relation
    int column = 1;
    int height = 1; ///< levels of the tree below, itself included
    QueryExpression filter;
    std::vector<std::string> words;
    std::vector<SpansetExpression> operands;
    std::vector<QueryStage> stages; ///< of Pipeline
};

enum class Aggregate : std::uint8_t { Count, Average, Minimum, Maximum, Sum };

enum class MetricFunction : std::uint8_t { Rate, Count, Minimum, Maximum, Average, Sum, Quantile, Histogram };

struct QueryMetric {
    MetricFunction function = MetricFunction::Rate;
    std::vector<FieldRef> fields;  ///< what is measured: one, or none for Rate and Count
    std::vector<double> quantiles; ///< of Quantile, 0 … 1
    std::vector<FieldRef> by;
    std::int64_t top = 0; ///< topk(n) > 0, bottomk(n) < 0: so many series; 0 = all
};

/// One step between two | of a pipeline.
struct QueryStage {
    enum class Kind : std::uint8_t { Spansets, Aggregate, By, Coalesce, Select };
    Kind kind = Kind::Spansets;
    int column = 1;
    SpansetExpression spansets;
    Aggregate aggregate = Aggregate::Count;
    QueryOperator op = QueryOperator::Equal; ///< of Aggregate: compares with `value`
    QueryValue value;
    QueryExpression expression;   ///< of Aggregate but Count, and of By
    std::vector<FieldRef> fields; ///< of Select
};

struct Query {
    std::vector<QueryStage> stages; ///< none: all spans
    std::optional<QueryMetric> metric;
};

/// Calls `each` for every field that a query reads.
void forEachField(const Query& query, const std::function<void(const FieldRef&)>& each);
/// Calls `each` for every filter and list of words in it.
void forEachFilter(const Query& query, const std::function<void(const SpansetExpression&)>& each);

/// The query as it was understood: parentheses around everything that was grouped, constants worked out.
[[nodiscard]] std::string queryText(const Query& query);
[[nodiscard]] std::string expressionText(const QueryExpression& expression);

} // namespace tailrace
