// SPDX-License-Identifier: GPL-3.0-or-later

// How OTLP protobuf lies in files: bare, behind lengths, compressed; and what is none of it.

#include "otlp_messages.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

class TestOtlpProtoFraming : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryFraming_data();
    void readsEveryFraming();
    void readsJsonInZstdFrames();
    void recognisesItsOwn();
    void claimsNothingElse();
    void recordsOfOtherSignalsAreSkipped();
    void howBytesArriveMakesNoDifference();
};

void TestOtlpProtoFraming::readsEveryFraming_data()
{
    QTest::addColumn<int>("framing");
    QTest::newRow("bare messages behind each other") << 0;
    QTest::newRow("four bytes of length") << 1;
    QTest::newRow("varint length") << 2;
    QTest::newRow("four bytes of length, each a zstd frame") << 3;
    QTest::newRow("some of them compressed") << 4;
}

void TestOtlpProtoFraming::readsEveryFraming()
{
    QFETCH(int, framing);
    RandomOtlp random(3);
    for (int round = 0; round < 20; ++round) {
        proto::Request all;
        std::string bytes;
        for (int i = 0; i < 5; ++i) {
            const proto::Request request = random.request();
            all.MergeFrom(request);
            const std::string record = request.SerializeAsString();
            if (framing == 0)
                bytes += record;
            else if (framing == 1 || (framing == 4 && i % 2 == 0))
                bytes += bigEndianFramed(record);
            else if (framing == 2)
                bytes += varintFramed(record);
            else
                bytes += bigEndianFramed(zstdFrame(record));
            // An exporter may have nothing to say.
            if (framing == 1)
                bytes += bigEndianFramed("");
        }
        QVERIFY(isClaimed(bytes));
        RecordingSink sink;
        QVERIFY(readProto(bytes, sink, 1 + random.below(5000)).has_value());
        QCOMPARE(difference(sink, expected(all)), std::string());
        QCOMPARE(sink.problemCount(), std::uint64_t{0});
    }
}

void TestOtlpProtoFraming::readsJsonInZstdFrames()
{
    const auto json = [](const std::string& name) {
        return R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c",)"
               R"("spanId":"eee19b7ec3c1b174","name":")" +
               name + R"(","startTimeUnixNano":"1","endTimeUnixNano":"2"}]}]}]})";
    };
    const std::string bytes = bigEndianFramed(zstdFrame(json("one"))) + bigEndianFramed(zstdFrame(json("two"))) +
                              bigEndianFramed(json("not compressed"));
    QVERIFY(isClaimed(bytes));
    RecordingSink sink;
    QVERIFY(readProto(bytes, sink).has_value());
    QCOMPARE(sink.spans.size(), std::size_t{3});
    QCOMPARE(sink.spans.at(1).name, std::string("two"));
    QCOMPARE(sink.spans.at(2).name, std::string("not compressed"));
    QCOMPARE(sink.problemCount(), std::uint64_t{0});
}

void TestOtlpProtoFraming::recognisesItsOwn()
{
    RandomOtlp random(5);
    for (int i = 0; i < 50; ++i) {
        const std::string bytes = random.request(1).SerializeAsString();
        QVERIFY(isClaimed(bytes));
        QVERIFY(isClaimed(bigEndianFramed(bytes)));
        QVERIFY(isClaimed(varintFramed(bytes)));
        QVERIFY(isClaimed(bigEndianFramed(zstdFrame(bytes))));
    }
}

void TestOtlpProtoFraming::claimsNothingElse()
{
    proto::MetricsRequest metrics;
    proto::ResourceMetrics& resourceMetrics = *metrics.add_resource_metrics();
    setText(resourceMetrics.mutable_resource()->add_attributes(), "service.name", "cart");
    proto::Metric& metric = *resourceMetrics.add_scope_metrics()->add_metrics();
    metric.set_name("http.server.time");
    metric.set_description("eight by");
    metric.mutable_sum()->add_data_points()->set_time_unix_nano(1'700'000'000'000'000'000);

    proto::ZipkinSpans zipkin;
    proto::ZipkinSpan& span = *zipkin.add_spans();
    span.set_trace_id(std::string(16, '\x0A'));
    span.set_id("12345678");
    span.set_kind(1);
    span.set_timestamp(1'700'000'000'000'000);
    span.set_duration(77);
    span.mutable_local_endpoint()->set_service_name("cart");

    proto::JaegerSpans jaeger;
    jaeger.add_spans()->set_trace_id(std::string(16, 'a'));
    jaeger.mutable_spans(0)->set_span_id("12345678");
    jaeger.mutable_spans(0)->set_operation_name("op");

    for (const std::string& bytes : {metrics.SerializeAsString(), zipkin.SerializeAsString(),
                                     jaeger.SerializeAsString()}) {
        QVERIFY(!isClaimed(bytes));
        QVERIFY(!isClaimed(bigEndianFramed(bytes)));
        QVERIFY(!isClaimed(varintFramed(bytes)));
        QVERIFY(!isClaimed(bigEndianFramed(zstdFrame(bytes))));
        RecordingSink sink;
        QVERIFY(!readProto(bytes, sink));
    }
    for (const std::string& bytes :
         {std::string(), std::string(1, '\x0A'), std::string(1000, '\0'), std::string(1000, '\x0A'),
          std::string(R"({"resourceSpans":[]})"), std::string("\n{\"resourceSpans\":[{\"a\":1}]}"),
          std::string("trace,span\n1,2\n"), bigEndianFramed(R"({"resourceLogs":[]})")})
        QVERIFY(!isClaimed(bytes));
    RandomOtlp random(6);
    for (int i = 0; i < 2000; ++i)
        QVERIFY(!isClaimed(random.bytes(random.below(400))));
}

void TestOtlpProtoFraming::recordsOfOtherSignalsAreSkipped()
{
    proto::MetricsRequest metrics;
    metrics.add_resource_metrics()->add_scope_metrics()->add_metrics()->mutable_sum()->add_data_points();
    const proto::Request request = oneSpan();
    const std::string bytes =
        bigEndianFramed(metrics.SerializeAsString()) + bigEndianFramed(request.SerializeAsString());
    QVERIFY(isClaimed(bytes));
    RecordingSink sink;
    QVERIFY(readProto(bytes, sink).has_value());
    QCOMPARE(difference(sink, expected(request)), std::string());
    QCOMPARE(sink.count(ProblemCode::UnknownRecord), std::uint64_t{1});
    QCOMPARE(sink.problemCount(), std::uint64_t{1});
}

void TestOtlpProtoFraming::howBytesArriveMakesNoDifference()
{
    RandomOtlp random(2);
    proto::Request request;
    for (int i = 0; i < 10; ++i)
        request.MergeFrom(random.request());
    const std::string bytes = request.SerializeAsString();
    RecordingSink whole;
    QVERIFY(readProto(bytes, whole).has_value());
    for (const std::size_t chunk : {1, 7, 4096}) {
        RecordingSink sink;
        QVERIFY(readProto(bytes, sink, chunk).has_value());
        QCOMPARE(difference(sink, expected(request)), std::string());
        QVERIFY(sink.spans == whole.spans);
    }
}

QTEST_APPLESS_MAIN(TestOtlpProtoFraming)
#include "tst_otlp_proto_framing.moc"
