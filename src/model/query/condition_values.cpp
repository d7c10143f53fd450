// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/condition_sql.h"

namespace tailrace {

bool isOfElements(const FieldRef& field)
{
    return field.scope == FieldScope::Event || field.scope == FieldScope::Link ||
           field.intrinsic == Intrinsic::EventName || field.intrinsic == Intrinsic::EventTimeSinceStart ||
           field.intrinsic == Intrinsic::LinkTraceId || field.intrinsic == Intrinsic::LinkSpanId;
}

std::string elementTable(const FieldRef& field)
{
    const bool isLink = field.scope == FieldScope::Link || field.intrinsic == Intrinsic::LinkTraceId ||
                        field.intrinsic == Intrinsic::LinkSpanId;
    return isLink ? "link" : "event";
}

bool isServiceName(const FieldRef& field)
{
    return field.key == "service.name" &&
           (field.scope == FieldScope::Resource || field.scope == FieldScope::Unscoped);
}

std::string ConditionSql::value(const FieldRef& field)
{
    if (isOfElements(field)) {
        std::string each = "attribute(e.attributes, " + parameter(QueryValue::ofString(field.key)) + ")";
        if (field.intrinsic == Intrinsic::EventName)
            each = "(SELECT text FROM texts WHERE id = e.name)";
        else if (field.intrinsic == Intrinsic::EventTimeSinceStart)
            each = "e.time_ns - s.start_ns";
        else if (field.intrinsic == Intrinsic::LinkTraceId)
            each = "trace_text(e.hi, e.lo)";
        else if (field.intrinsic == Intrinsic::LinkSpanId)
            each = "span_text(e.span_id)";
        return "(SELECT all_values(" + each + ") FROM " + elementTable(field) + " AS e WHERE e.span = s.id)";
    }
    if (field.intrinsic != Intrinsic::None)
        return intrinsicValue(field.intrinsic);
    if (!field.ofParent)
        return attributeValue(field, "s");
    return "(SELECT " + attributeValue(field, "p") +
           " FROM places AS k JOIN span AS p ON p.id = k.parent WHERE k.span = s.id)";
}

std::string ConditionSql::attributeValue(const FieldRef& field, const std::string& span)
{
    const std::string key = parameter(QueryValue::ofString(field.key));
    const auto read = [&](const std::string& owner) { return "attribute(" + owner + ".attributes, " + key + ")"; };
    const std::string ofResource =
        isServiceName(field) ? "coalesce(" + read("r") + ", (SELECT text FROM string WHERE id = r.service))"
                             : read("r");
    const std::string resource =
        "(SELECT " + ofResource + " FROM resource AS r WHERE r.id = " + span + ".resource)";
    switch (field.scope) {
    case FieldScope::Span:
        return read(span);
    case FieldScope::Resource:
        return resource;
    case FieldScope::Instrumentation:
        return "(SELECT " + read("c") + " FROM scope AS c WHERE c.id = " + span + ".scope)";
    default:
        return "coalesce(" + read(span) + ", " + resource + ")";
    }
}

std::string ConditionSql::intrinsicValue(Intrinsic intrinsic)
{
    const auto text = [](const std::string& number) {
        return "(SELECT text FROM texts WHERE id = " + number + ")";
    };
    const auto ofTrace = [](const std::string& what) {
        return "(SELECT " + what + " FROM trace WHERE trace.id = s.trace)";
    };
    const auto place = [](const std::string& column) {
        return "(SELECT " + column + " FROM places WHERE places.span = s.id)";
    };
    switch (intrinsic) {
    case Intrinsic::Name:
        return text("s.name");
    case Intrinsic::Status:
        return "status_value(s.status)";
    case Intrinsic::StatusMessage:
        return "coalesce(s.status_message, '')";
    case Intrinsic::Kind:
        return "kind_value(s.kind)";
    case Intrinsic::Duration:
        return "max(s.duration_ns, 0)";
    case Intrinsic::TraceDuration:
        return ofTrace("duration_ns");
    case Intrinsic::RootName:
        return text(ofTrace("root_name"));
    case Intrinsic::RootService:
        return text(ofTrace("root_service"));
    case Intrinsic::NestedSetLeft:
        return place("set_left");
    case Intrinsic::NestedSetRight:
        return place("set_right");
    case Intrinsic::NestedSetParent:
        return place("set_parent");
    case Intrinsic::ChildCount:
        return place("children");
    case Intrinsic::SpanId:
        return "span_text(s.span_id)";
    case Intrinsic::ParentId:
        return "span_text(s.parent_id)";
    case Intrinsic::TraceId:
        return ofTrace("trace_text(hi, lo)");
    case Intrinsic::InstrumentationName:
        return "(SELECT texts.text FROM scope JOIN texts ON texts.id = scope.name WHERE scope.id = s.scope)";
    case Intrinsic::InstrumentationVersion:
        return "(SELECT coalesce(version, '') FROM scope WHERE scope.id = s.scope)";
    default:
        return "NULL";
    }
}

} // namespace tailrace
