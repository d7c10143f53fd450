# SPDX-License-Identifier: GPL-3.0-or-later
"""The same spans as OTLP JSON requests, as a Jaeger document, as a Zipkin v2 document."""

import json

from .model import CLIENT, CONSUMER, ERROR, INTERNAL, OK, PRODUCER, SCHEMA_URL, SERVER

_KIND_NAME = {INTERNAL: "internal", SERVER: "server", CLIENT: "client", PRODUCER: "producer", CONSUMER: "consumer"}


def otlp_value(value):
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, list):
        return {"arrayValue": {"values": [otlp_value(item) for item in value]}}
    if isinstance(value, dict):
        return {"kvlistValue": {"values": otlp_attributes(value)}}
    return {"stringValue": value}


def otlp_attributes(attributes):
    return [{"key": key, "value": otlp_value(value)} for key, value in attributes.items()]


def otlp_span(span):
    out = {"traceId": span.trace_id, "spanId": span.span_id}
    if span.trace_state:
        out["traceState"] = span.trace_state
    if span.parent_id:
        out["parentSpanId"] = span.parent_id
    out["flags"] = span.flags
    out["name"] = span.name
    out["kind"] = span.kind
    out["startTimeUnixNano"] = str(span.start)
    out["endTimeUnixNano"] = str(span.end)
    out["attributes"] = otlp_attributes(span.attributes)
    if span.events:
        out["events"] = [
            {"timeUnixNano": str(time), "name": name, "attributes": otlp_attributes(attributes)}
            for time, name, attributes in span.events
        ]
    if span.links:
        out["links"] = [
            {"traceId": trace_id, "spanId": span_id, "attributes": otlp_attributes(attributes), "flags": 0x301}
            for trace_id, span_id, attributes in span.links
        ]
    status = {}
    if span.message:
        status["message"] = span.message
    if span.status:
        status["code"] = span.status
    out["status"] = status
    return out


def otlp_request(resource, spans):
    scopes = {}
    for span in spans:
        scopes.setdefault(span.scope, []).append(otlp_span(span))
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": otlp_attributes(resource.attributes)},
                "scopeSpans": [
                    {"scope": {"name": name, "version": version}, "spans": members}
                    for (name, version), members in scopes.items()
                ],
                "schemaUrl": SCHEMA_URL,
            }
        ]
    }


def otlp_requests(spans, window_ms=None):
    """One request for each batch that a service sends: all of its spans, or those that end within a window."""
    batches = {}
    for span in sorted(spans, key=lambda span: (span.end, span.span_id)):
        window = span.end // (window_ms * 1_000_000) if window_ms else 0
        batches.setdefault((window, id(span.resource)), (span.resource, []))[1].append(span)
    ordered = sorted(batches.values(), key=lambda batch: batch[1][-1].end)
    return [otlp_request(resource, members) for resource, members in ordered]


def _plain(value):
    """Lists and maps as JSON text, for formats whose values are flat."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value


def _jaeger_tag(key, value):
    value = _plain(value)
    kind = "string"
    if isinstance(value, bool):
        kind = "bool"
    elif isinstance(value, int):
        kind = "int64"
    elif isinstance(value, float):
        kind = "float64"
    return {"key": key, "type": kind, "value": value}


def _jaeger_span(span, process):
    tags = [_jaeger_tag(key, value) for key, value in span.attributes.items()]
    tags.append(_jaeger_tag("span.kind", _KIND_NAME[span.kind]))
    tags += [_jaeger_tag("otel.scope.name", span.scope[0]), _jaeger_tag("otel.scope.version", span.scope[1])]
    if span.trace_state:
        tags.append(_jaeger_tag("w3c.tracestate", span.trace_state))
    if span.status == OK:
        tags.append(_jaeger_tag("otel.status_code", "OK"))
    elif span.status == ERROR:
        tags += [_jaeger_tag("otel.status_code", "ERROR"), _jaeger_tag("error", True)]
        tags.append(_jaeger_tag("otel.status_description", span.message))
    references = []
    if span.parent_id:
        references.append({"refType": "CHILD_OF", "traceID": span.trace_id, "spanID": span.parent_id})
    logs = [
        {"timestamp": time // 1000,
         "fields": [_jaeger_tag("event", name)] + [_jaeger_tag(k, v) for k, v in attributes.items()]}
        for time, name, attributes in span.events
    ]
    return {
        "traceID": span.trace_id,
        "spanID": span.span_id,
        "flags": 1,
        "operationName": span.name,
        "references": references,
        "startTime": span.start // 1000,
        "duration": (span.end - span.start) // 1000,
        "tags": tags,
        "logs": logs,
        "processID": process,
        "warnings": None,
    }


def jaeger_document(spans):
    """What Jaeger's UI downloads."""
    processes, traces = {}, {}
    for span in spans:
        name = processes.setdefault(id(span.resource), (f"p{len(processes) + 1}", span.resource))[0]
        traces.setdefault(span.trace_id, []).append(_jaeger_span(span, name))
    described = {
        name: {"serviceName": resource.service,
               "tags": [_jaeger_tag(k, v) for k, v in resource.attributes.items() if k != "service.name"]}
        for name, resource in processes.values()
    }
    data = [
        {"traceID": trace_id, "spans": members, "processes": described, "warnings": None}
        for trace_id, members in traces.items()
    ]
    return {"data": data, "total": 0, "limit": 0, "offset": 0, "errors": None}


def _zipkin_text(value):
    value = _plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def zipkin_document(spans):
    """What Zipkin's API answers for one trace."""
    out = []
    for span in spans:
        entry = {"traceId": span.trace_id, "id": span.span_id, "name": span.name}
        if span.parent_id:
            entry["parentId"] = span.parent_id
        if span.kind != INTERNAL:
            entry["kind"] = _KIND_NAME[span.kind].upper()
        entry["timestamp"] = span.start // 1000
        entry["duration"] = (span.end - span.start) // 1000
        entry["localEndpoint"] = {"serviceName": span.resource.service}
        entry["annotations"] = [{"timestamp": time // 1000, "value": name} for time, name, _ in span.events]
        tags = {key: _zipkin_text(value) for key, value in span.attributes.items()}
        tags["otel.scope.name"] = span.scope[0]
        if span.status == OK:
            tags["otel.status_code"] = "OK"
        elif span.status == ERROR:
            tags["error"] = span.message
        entry["tags"] = tags
        out.append(entry)
    return out
