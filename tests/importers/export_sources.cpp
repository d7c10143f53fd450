// SPDX-License-Identifier: GPL-3.0-or-later
#include "export_sources.h"

namespace tailrace::test {

namespace {

std::string keyValue(const std::string& key, const std::string& value)
{
    return R"({"key":")" + key + R"(","value":)" + value + "}";
}
std::string text(const std::string& value)
{
    return R"({"stringValue":")" + value + "\"}";
}

const std::string kIds = R"("traceId":"0123456789abcdef0123456789abcdef","spanId":"00000000000000a1")";
const std::string kTimes = R"("startTimeUnixNano":"1700000000000001000","endTimeUnixNano":"1700000000000005000")";
const std::string kOther = R"("traceId":"ffffffffffffffffffffffffffffffff","spanId":"fffffffffffffff1")";
const std::string kService = keyValue("service.name", text("s"));

/// An OTLP JSON line with one resource, one scope and these spans.
std::string line(const std::string& spans, const std::string& resource, const std::string& scope)
{
    return R"({"resourceSpans":[{"resource":{)" + resource + R"(},"scopeSpans":[{"scope":{)" + scope +
           R"(},"spans":[)" + spans + "]}]}]}\n";
}
std::string spanWith(const std::string& members)
{
    return line("{" + kIds + "," + kTimes + R"(,"name":"n",)" + members + "}",
                R"("attributes":[)" + kService + "]", R"("name":"lib","version":"1")");
}
std::string attributes(const std::vector<std::string>& pairs)
{
    std::string out = R"("attributes":[)";
    for (const std::string& pair : pairs)
        out += (&pair == &pairs.front() ? "" : ",") + pair;
    return out + "]";
}

/// Values of every type. Escapes are written twice: in the source and in JSON.
std::string everyValue()
{
    const std::string array =
        R"({"arrayValue":{"values":[{"intValue":"1"},{"doubleValue":2},{"stringValue":"x"},{}]}})";
    return attributes(
        {keyValue("null", "{}"), keyValue("yes", R"({"boolValue":true})"),
         keyValue("least", R"({"intValue":"-9223372036854775808"})"),
         keyValue("most", R"({"intValue":"9223372036854775807"})"), keyValue("whole", R"({"doubleValue":2})"),
         keyValue("tenth", R"({"doubleValue":0.1})"), keyValue("nan", R"({"doubleValue":"NaN"})"),
         keyValue("text", text("ü,\\u0000\\\"\\\\\\r\\n;\\t|שלום 🚀")), keyValue("empty", text("")),
         keyValue("text", text("again")), keyValue("bytes", R"({"bytesValue":"AAH/"})"), keyValue("array", array),
         keyValue("list", R"({"kvlistValue":{"values":[{"key":"a","value":)" + array + "}]}}")});
}

} // namespace

std::string everything()
{
    const std::string all = everyValue();
    std::string spans =
        "{" + kIds +
        R"(,"startTimeUnixNano":"1700000000000000001","endTimeUnixNano":"1700000000000000300",)"
        R"("traceState":"a=b,c=d","flags":769,"name":"GET /ü","kind":2,"droppedAttributesCount":1,)"
        R"("droppedEventsCount":2,"droppedLinksCount":3,"status":{"code":2,"message":"went \"wrong\""},)" +
        all + R"(,"events":[{"timeUnixNano":"1700000000000000007","name":"e","droppedAttributesCount":4,)" + all +
        R"(},{"name":"timeless"}],"links":[{)" + kOther + R"(,"traceState":"x=y","flags":257,)" + all +
        R"(,"droppedAttributesCount":5},{}]})";
    const char* rest[] = {R"("status":{"code":1},"kind":3)",
                          R"("startTimeUnixNano":"1700000000000000009","kind":1,"name":"unfinished")",
                          R"("startTimeUnixNano":"1700000000000000009","endTimeUnixNano":"1700000000000000001")",
                          R"("startTimeUnixNano":"1700000000000000009","endTimeUnixNano":"1700000000000000009")"};
    int id = 30;
    for (const char* members : rest)
        spans += R"(,{"traceId":"0123456789abcdef0123456789abcdef","parentSpanId":"00000000000000a1","spanId":)"
                 "\"00000000000000" +
                 std::to_string(++id) + "\"," + members + "}";
    const std::string withAll =
        line(spans, R"("droppedAttributesCount":7,)" + all.substr(0, all.size() - 1) + "," + kService + "]",
             R"("name":"lib","version":"2","droppedAttributesCount":6,)" + all);
    // The other trace has a 64-bit id, no resource, no scope, and a span without an id.
    return withAll +
           line(R"({"traceId":"00000000000000000123456789abcdef","spanId":"","name":"n",)" + kTimes + "}", "", "");
}

std::string twoLogs()
{
    return R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1700000000000000000",)"
           R"("body":{"stringValue":"a"},"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"},)"
           R"({"timeUnixNano":"1700000000000000001","body":{"stringValue":"b"},)"
           R"("traceId":"5b8efff798038103d269b633813fc60c"}]}]}]})"
           "\n";
}

std::string listedTrace()
{
    return R"({"traces":[{"traceID":"2f3e0cee77ae5dc9c17ade3689eb2e54","rootServiceName":"web",)"
           R"("rootTraceName":"GET /","startTimeUnixNano":"1700000000000000000","durationMs":5}]})"
           "\n";
}

std::string internalSpan()
{
    return spanWith(R"("kind":1)");
}

std::string largeSpan(int number, std::size_t size)
{
    const std::string digit = std::to_string(number);
    return line(
        R"({"traceId":"00000000000000000000000000000001","spanId":"00000000000000)" + digit +
            R"(a","name":"n","startTimeUnixNano":"1700000000000000001","endTimeUnixNano":"1700000000000000009",)" +
            attributes({keyValue("text", text(std::string(size, 'x')))}) + "}",
        attributes({keyValue("service.name", text("s" + digit))}), "");
}

std::vector<ExportSource> sourcesThatFit()
{
    std::vector<ExportSource> rows;
    const std::string status[] = {R"("status":{})",
                                  R"("status":{"code":1})",
                                  R"("status":{"code":2})",
                                  R"("status":{"code":2,"message":"it \"broke\""})",
                                  R"("status":{"code":2,"message":"true"})",
                                  R"("status":{"code":2,"message":"false"})",
                                  R"("status":{"code":1,"message":"well"})",
                                  R"("status":{"message":"so so"})"};
    const std::string typed = attributes(
        {keyValue("int", R"({"intValue":"9007199254740993"})"), keyValue("whole", R"({"doubleValue":-2})"),
         keyValue("null", "{}"), keyValue("no", R"({"boolValue":false})"), keyValue("text", text("ü\\n|{}|0"))});
    const auto row = [&rows](const char* format, const std::string& name, const std::string& source) {
        rows.push_back({format, name, source});
    };
    for (const char* format : {"jaeger", "zipkin"}) {
        for (const std::string& one : status)
            row(format, one, spanWith(one));
        for (int kind = 0; kind < 6; ++kind)
            row(format, "kind " + std::to_string(kind), spanWith(R"("kind":)" + std::to_string(kind)));
        row(format, "context and counts",
            spanWith(R"("traceState":"a=b","parentSpanId":"00000000000000a0","droppedAttributesCount":1,)"
                     R"("droppedEventsCount":2,"droppedLinksCount":3)"));
        row(format, "events",
            spanWith(
                R"("events":[{"timeUnixNano":"1700000000000002000","name":"e","droppedAttributesCount":4,)" +
                typed +
                R"(},{"timeUnixNano":"1700000000000003000","name":"a|{\"b\":1}|2"},{"timeUnixNano":"0","name":""}])"));
        row(format, "no length",
            line("{" + kIds + R"(,"name":"n","startTimeUnixNano":"1700000000000001000"})", "", ""));
        row(format, "no times", line("{" + kIds + R"(,"name":"n"})", "", R"("version":"3")"));
    }
    row("jaeger", "types of values", spanWith(typed));
    row("jaeger", "repeated keys", spanWith(attributes({keyValue("k", text("a")), keyValue("k", text("b"))})));
    row("jaeger", "an error that contradicts the status",
        spanWith(attributes({keyValue("error", R"({"boolValue":true})")})));
    row("jaeger", "flags, resource",
        line("{" + kIds + "," + kTimes + R"(,"name":"n","flags":257})",
             R"("droppedAttributesCount":3,)" +
                 attributes({kService, keyValue("bytes", R"({"bytesValue":"AAH/"})")}),
             ""));
    row("jaeger", "references",
        spanWith(R"("parentSpanId":"00000000000000a0","links":[{)" + kOther + "," +
                 attributes({keyValue("opentracing.ref_type", text("follows_from"))}) + "},{" + kIds + "," +
                 attributes({keyValue("opentracing.ref_type", text("child_of"))}) + "}]," +
                 attributes({keyValue("opentracing.ref_type", text("follows_from"))})));
    row("zipkin", "endpoints",
        line("{" + kIds + "," + kTimes + R"(,"name":"n",)" +
                 attributes({keyValue("peer.service", text("p")), keyValue("network.peer.address", text("::1")),
                             keyValue("network.peer.port", R"({"intValue":"80"})"),
                             keyValue("zipkin.debug", R"({"boolValue":true})")}) +
                 "}",
             attributes({kService, keyValue("host.ip", text("10.0.0.1")),
                         keyValue("server.port", R"({"intValue":"443"})")}),
             ""));
    row("zipkin", "links",
        spanWith(R"("links":[{)" + kOther + R"(,"traceState":"x=y|z","droppedAttributesCount":5,)" + typed +
                 "},{" + kIds + "}]"));
    return rows;
}

std::vector<LossySource> sourcesThatDoNotFit()
{
    std::vector<LossySource> rows;
    const auto row = [&rows](const char* name, const std::string& source, const char* jaeger, const char* zipkin) {
        rows.push_back({name, source, jaeger, zipkin});
    };
    const std::string array = R"({"arrayValue":{"values":[{"intValue":"1"}]}})";
    row("everything", everything(),
        "linkDetail=1 linkType=2 madeUpId=1 negativeLength=1 scopeDetail=5 timePrecision=3 valueType=6",
        "flags=1 linkDetail=1 madeUpId=1 negativeLength=1 repeatedKey=18 resourceAttribute=48 resourceDetail=5 "
        "scopeDetail=5 "
        "timePrecision=3 valueType=14");
    row("nanoseconds",
        line(
            "{" + kIds +
                R"(,"name":"n","startTimeUnixNano":"1700000000000000001","endTimeUnixNano":"1700000000000000002"})",
            "", ""),
        "timePrecision=1", "timePrecision=1");
    row("no length at all",
        line(
            "{" + kIds +
                R"(,"name":"n","startTimeUnixNano":"1700000000000001000","endTimeUnixNano":"1700000000000001000"})",
            "", ""),
        "", "timePrecision=1");
    row("types",
        spanWith(
            attributes({keyValue("a", array), keyValue("b", R"({"intValue":"1"})"), keyValue("c", text("x"))})),
        "valueType=1", "valueType=2");
    row("keys", spanWith(attributes({keyValue("k", text("a")), keyValue("k", text("b"))})), "", "repeatedKey=1");
    row("names",
        spanWith(attributes({keyValue("span.kind", text("internal")), keyValue("otel.status_code", text("ERROR")),
                             keyValue("error", text("true"))})),
        "fieldName=3", "fieldName=3");
    row("resource",
        R"({"resourceSpans":[{"schemaUrl":"https://r","resource":{)" +
            attributes({kService, keyValue("k", text("v"))}) +
            R"(},"scopeSpans":[{"schemaUrl":"https://s","scope":{"name":"lib"},"spans":[{)" + kIds + "," + kTimes +
            R"(,"name":"n","flags":1}]}]}]})",
        "resourceDetail=1 scopeDetail=1", "flags=1 resourceAttribute=1 resourceDetail=1 scopeDetail=1");
    row("a link that would become the parent",
        spanWith(R"("links":[{"traceId":"0123456789abcdef0123456789abcdef","spanId":"00000000000000a7"}])"),
        "linkLeftOut=1", "");
    row("links", spanWith(R"("links":[{)" + kOther + R"(,"flags":1}])"), "linkDetail=1 linkType=1",
        "linkDetail=1");
    return rows;
}

} // namespace tailrace::test
