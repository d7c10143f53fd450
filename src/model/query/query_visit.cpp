// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_tree.h"

namespace tailrace {

namespace {

using EachFilter = std::function<void(const SpansetExpression&)>;
using EachField = std::function<void(const FieldRef&)>;

void visitStages(const std::vector<QueryStage>& stages, const EachFilter& each, const EachField* fields);

void visitFields(const QueryExpression& e, const EachField& each)
{
    if (e.kind == QueryExpression::Kind::Field)
        each(e.field);
    for (const QueryExpression& operand : e.operands)
        visitFields(operand, each);
}

void visit(const SpansetExpression& e, const EachFilter& each, const EachField* fields)
{
    if (e.kind == SpansetExpression::Kind::Filter || e.kind == SpansetExpression::Kind::Words)
        each(e);
    for (const SpansetExpression& operand : e.operands)
        visit(operand, each, fields);
    visitStages(e.stages, each, fields);
}

void visitStages(const std::vector<QueryStage>& stages, const EachFilter& each, const EachField* fields)
{
    for (const QueryStage& stage : stages) {
        if (stage.kind == QueryStage::Kind::Spansets)
            visit(stage.spansets, each, fields);
        if (fields == nullptr)
            continue;
        visitFields(stage.expression, *fields);
        for (const FieldRef& field : stage.fields)
            (*fields)(field);
    }
}

} // namespace

void forEachFilter(const Query& query, const EachFilter& each)
{
    visitStages(query.stages, each, nullptr);
}

void forEachField(const Query& query, const EachField& each)
{
    const EachFilter ofFilter = [&each](const SpansetExpression& e) { visitFields(e.filter, each); };
    visitStages(query.stages, ofFilter, &each);
    if (!query.metric)
        return;
    for (const std::vector<FieldRef>* fields : {&query.metric->fields, &query.metric->by})
        for (const FieldRef& field : *fields)
            each(field);
}

} // namespace tailrace
