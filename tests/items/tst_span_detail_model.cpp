// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/span_detail_model.h"

#include <QAbstractItemModelTester>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace tailrace;

namespace {

constexpr std::int64_t kStart = 1'795'342'447'586'000'000; // 2026-11-22 10:14:07.586 UTC

Attribute text(std::string key, std::string value)
{
    return {std::move(key), Value{std::move(value)}};
}

SpanDetail fullSpan()
{
    SpanDetail span;
    span.traceId = {0x7f3a91c2, 0x1234};
    span.spanId = {0xabcd};
    span.parentId = {0x1111};
    span.name = "Fraud Check";
    span.kind = SpanKind::Client;
    span.status = StatusCode::Error;
    span.statusMessage = "risk service timed out";
    span.traceState = "vendor=1";
    span.flags = 0x301;
    span.startNs = kStart;
    span.durationNs = 1'200'000'000;
    span.attributes = {
        text("fraud.provider", "acme-risk"),
        {"fraud.score", Value{0.12}},
        {"headers", Value{AttributeList{text("accept", "*/*"),
                                        {"codes", Value{ValueArray{Value{std::int64_t{1}}, Value{true}}}}}}}};
    span.droppedAttributes = 2;
    span.events = {{kStart + 3'000'000, "request sent", {}, 0},
                   {kStart + 1'196'000'000,
                    "exception",
                    {text("exception.type", "TimeoutError"), text("exception.message", "no answer"),
                     text("exception.stacktrace", "TimeoutError\n  at check")},
                    1}};
    span.links = {{{0x7f3a91c2, 0x1234}, {0x77}, "", 0, {text("why", "retry")}, 0},
                  {{1, 2}, {0x88}, "k=v", 1, {}, 0}};
    span.resource.attributes = {text("service.name", "payment")};
    span.resource.schemaUrl = "https://opentelemetry.io/schemas/1.21.0";
    span.scope.name = "okhttp";
    span.scope.version = "1.32";
    return span;
}

SpanContext contextOf(const SpanDetail& span)
{
    return {.startNs = span.startNs,
            .durationNs = span.durationNs,
            .selfNs = 700'000'000,
            .traceStartNs = span.startNs - 268'000'000,
            .traceDurationNs = 2'400'000'000,
            .marks = span.marks};
}

/// The model as lines "key | value", two spaces a level.
QStringList printed(const QAbstractItemModel& model, const QModelIndex& parent = {}, int depth = 0)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex key = model.index(row, 0, parent);
        lines << QString(depth * 2, u' ') + key.data().toString() + QStringLiteral(" | ") +
                     key.siblingAtColumn(1).data().toString();
        lines << printed(model, key, depth + 1);
    }
    return lines;
}

QModelIndex find(const QAbstractItemModel& model, const QString& group, const QString& key)
{
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex heading = model.index(row, 0);
        if (heading.data().toString() != group)
            continue;
        for (int i = 0; i < model.rowCount(heading); ++i)
            if (model.index(i, 0, heading).data().toString() == key)
                return model.index(i, 0, heading);
    }
    return {};
}

} // namespace

class SpanDetailModelTest : public QObject
{
    Q_OBJECT

private slots:
    void everythingRecordedIsThere();
    void groupsWithNothingToSayAreLeftOut();
    void marksBecomeWarnings();
    void anUnknownDurationIsNotZero();
    void exceptionsAreOpenAndTold();
    void logsStandAmongTheEvents();
    void logsOfTheTraceHaveTheirOwnSection();
    void copyingGivesValuesAndPaths();
    void deepValuesNeitherRecurseNorHide();
    void internalIdsAreSpread();
    void clearingAndSettingPassesTheModelTester();
};

void SpanDetailModelTest::everythingRecordedIsThere()
{
    SpanDetailModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const SpanDetail span = fullSpan();
    model.setSpan(span, contextOf(span));
    const QStringList expected = QString::fromUtf8(R"(Time | 
  Duration | 1,200.000 ms
  Self | 700.000 ms
  Share of trace | 50 %
  After trace start | 268.000 ms
  Start | 2026-11-22 10:14:07.586 UTC
Status | 
  Status | error
  Message | risk service timed out
Attributes | 3
  fraud.provider | acme-risk
  fraud.score | 0.12
  headers | {"accept":"*/*","codes":[1,true]}
    accept | */*
    codes | [1,true]
      0 | 1
      1 | true
  dropped | 2 attributes dropped by the recorder
Events | 2
  + 3 ms | request sent
    time | 2026-11-22 10:14:07.589 UTC
  + 1.20 s | exception · TimeoutError: no answer
    exception.type | TimeoutError
    exception.message | no answer
    exception.stacktrace | TimeoutError
  at check
    dropped | 1 attribute dropped by the recorder
    time | 2026-11-22 10:14:08.782 UTC
Links | 2
  this trace | span 0000000000000077
    trace ID | 000000007f3a91c20000000000001234
    span ID | 0000000000000077
    why | retry
  trace 00000002 | span 0000000000000088
    trace ID | 00000000000000010000000000000002
    span ID | 0000000000000088
    trace state | k=v
    flags | 0x01 · sampled
Resource | 1
  service.name | payment
  schema URL | https://opentelemetry.io/schemas/1.21.0
Scope | 
  name | okhttp
  version | 1.32
Identifiers | 
  Trace ID | 000000007f3a91c20000000000001234
  Span ID | 000000000000abcd
  Parent ID | 0000000000001111
  Kind | client
  Trace state | vendor=1
  Flags | 0x00000301 · sampled · parent is remote)")
                                     .split(u'\n');
    QCOMPARE(printed(model).join(u'\n').split(u'\n'), expected);
}

void SpanDetailModelTest::groupsWithNothingToSayAreLeftOut()
{
    SpanDetailModel model;
    SpanDetail span;
    span.name = "bare";
    model.setSpan(span, {});
    QStringList groups;
    for (int row = 0; row < model.rowCount(); ++row)
        groups << model.index(row, 0).data().toString();
    QCOMPARE(groups, (QStringList{QStringLiteral("Time"), QStringLiteral("Identifiers")}));
    QCOMPARE(find(model, QStringLiteral("Identifiers"), QStringLiteral("Parent ID"))
                 .siblingAtColumn(1)
                 .data()
                 .toString(),
             QStringLiteral("none"));
}

void SpanDetailModelTest::marksBecomeWarnings()
{
    SpanDetailModel model;
    SpanContext context;
    set(context.marks, SpanMark::Orphan);
    set(context.marks, SpanMark::DuplicateId);
    model.setSpan({}, context);
    const QModelIndex warnings = model.index(1, 0);
    QCOMPARE(warnings.data().toString(), QStringLiteral("Warnings"));
    QCOMPARE(model.rowCount(warnings), 2);
    QCOMPARE(model.index(0, 1, warnings).data().toString(), QString::fromUtf8(sentence(SpanMark::Orphan).data()));
}

void SpanDetailModelTest::anUnknownDurationIsNotZero()
{
    SpanDetailModel model;
    SpanContext context;
    set(context.marks, SpanMark::DurationUnknown);
    set(context.marks, SpanMark::StartUnknown);
    model.setSpan({}, context);
    QCOMPARE(find(model, QStringLiteral("Time"), QStringLiteral("Duration")).siblingAtColumn(1).data().toString(),
             QStringLiteral("unknown"));
    QCOMPARE(find(model, QStringLiteral("Time"), QStringLiteral("Start")).siblingAtColumn(1).data().toString(),
             QStringLiteral("unknown"));
}

void SpanDetailModelTest::exceptionsAreOpenAndTold()
{
    SpanDetailModel model;
    const SpanDetail span = fullSpan();
    model.setSpan(span, contextOf(span));
    const QModelIndex sent = find(model, QStringLiteral("Events"), QStringLiteral("+ 3 ms"));
    const QModelIndex thrown = find(model, QStringLiteral("Events"), QStringLiteral("+ 1.20 s"));
    QVERIFY(!sent.data(SpanDetailModel::OpenRole).toBool());
    QVERIFY(thrown.data(SpanDetailModel::OpenRole).toBool());
    QCOMPARE(thrown.data(SpanDetailModel::LookRole).toInt(), static_cast<int>(DetailLook::Error));
    const QModelIndex trace = model.index(2, 1, thrown);
    QCOMPARE(trace.data(SpanDetailModel::LookRole).toInt(), static_cast<int>(DetailLook::Code));
    QCOMPARE(trace.data(SpanDetailModel::TypeRole).toString(), QStringLiteral("text"));
}

void SpanDetailModelTest::logsStandAmongTheEvents()
{
    SpanDetail span = fullSpan();
    LogDetail log;
    log.spanId = span.spanId;
    log.timeNs = kStart + 500'000'000;
    log.severity = 17;
    log.body = Value{std::string("refused\nsecond line")};
    log.attributes = {text("order", "7")};
    log.scope.name = "shop.Cart";
    span.logs.push_back(log);
    log.timeNs = 0;
    log.observedNs = kStart + 1'000'000;
    log.severity = 0;
    log.severityText = "notice";
    log.body = {};
    log.name = "cart.opened";
    log.resource.id = 5;
    log.resource.service = "cart";
    span.logs.insert(span.logs.begin(), log);
    SpanDetailModel model;
    model.setSpan(span, contextOf(span));
    QStringList lines;
    for (const QString& line : printed(model).mid(printed(model).indexOf(QStringLiteral("Events and logs | 4"))))
        if (line.startsWith(u"  ") && !line.startsWith(u"    "))
            lines << line.trimmed();
    QCOMPARE(lines.mid(0, 4), (QStringList{QStringLiteral("+ 1 ms | log notice · cart.opened"),
                                           QStringLiteral("+ 3 ms | request sent"),
                                           QStringLiteral("+ 500 ms | log ERROR · refused"),
                                           QStringLiteral("+ 1.20 s | exception · TimeoutError: no answer")}));
    const QModelIndex refused = find(model, QStringLiteral("Events and logs"), QStringLiteral("+ 500 ms"));
    QCOMPARE(refused.data(SpanDetailModel::LookRole).toInt(), static_cast<int>(DetailLook::Error));
    const QStringList inside = printed(model, refused);
    QVERIFY(inside.contains(QStringLiteral("body | refused\nsecond line")));
    QVERIFY(inside.contains(QStringLiteral("order | 7")));
    QVERIFY(inside.contains(QStringLiteral("severity | ERROR (17)")));
    QVERIFY(inside.contains(QStringLiteral("logger | shop.Cart")));
    const QStringList opened =
        printed(model, find(model, QStringLiteral("Events and logs"), QStringLiteral("+ 1 ms")));
    QVERIFY(opened.contains(QStringLiteral("resource | cart")));
}

void SpanDetailModelTest::logsOfTheTraceHaveTheirOwnSection()
{
    SpanDetail span = fullSpan();
    LogDetail log;
    log.timeNs = kStart;
    log.severity = 9;
    log.body = Value{std::string("hello")};
    span.traceLogs = {log};
    span.furtherTraceLogs = 2;
    SpanDetailModel model;
    model.setSpan(span, contextOf(span));
    const QStringList lines = printed(model);
    QVERIFY(lines.contains(QStringLiteral("Events | 2")));
    QVERIFY(lines.contains(QStringLiteral("Logs of the trace | 3")));
    QVERIFY(lines.contains(QStringLiteral("  + 0 ns | log INFO · hello")));
    QVERIFY(lines.contains(QStringLiteral("    span ID | none")));
    QVERIFY(lines.contains(QStringLiteral("  further | 2 logs not shown")));
}

void SpanDetailModelTest::copyingGivesValuesAndPaths()
{
    SpanDetailModel model;
    const SpanDetail span = fullSpan();
    model.setSpan(span, contextOf(span));
    const QModelIndex headers = find(model, QStringLiteral("Attributes"), QStringLiteral("headers"));
    const QModelIndex codes = model.index(1, 0, headers);
    QCOMPARE(model.keyValueText(model.index(0, 0, codes)), QStringLiteral("headers.codes.0=1"));
    QCOMPARE(model.valueText(codes), QStringLiteral("[1,true]"));
    const QModelIndex thrown = find(model, QStringLiteral("Events"), QStringLiteral("+ 1.20 s"));
    QCOMPARE(model.keyValueText(model.index(0, 0, thrown)), QStringLiteral("exception.type=TimeoutError"));
    QCOMPARE(model.valueText(find(model, QStringLiteral("Scope"), QStringLiteral("name")).parent()),
             QStringLiteral("name=okhttp\nversion=1.32"));
}

void SpanDetailModelTest::deepValuesNeitherRecurseNorHide()
{
    Value value{std::int64_t{7}};
    for (int i = 0; i < 60; ++i) {
        ValueArray around;
        around.push_back(std::move(value));
        value = Value{std::move(around)};
    }
    SpanDetail span;
    span.attributes = {{"deep", std::move(value)}};
    SpanDetailModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setSpan(std::move(span), {});
    QModelIndex at = find(model, QStringLiteral("Attributes"), QStringLiteral("deep"));
    int depth = 0;
    for (; model.rowCount(at) > 0; ++depth)
        at = model.index(0, 0, at);
    QCOMPARE(depth, 60);
    QCOMPARE(at.siblingAtColumn(1).data().toString(), QStringLiteral("7"));
}

void SpanDetailModelTest::internalIdsAreSpread()
{
    SpanDetail span;
    for (int i = 0; i < 5000; ++i)
        span.attributes.push_back({"key" + std::to_string(i), Value{std::int64_t{i}}});
    SpanDetailModel model;
    model.setSpan(std::move(span), {});
    const QModelIndex group = model.index(1, 0);
    QSet<size_t> hashes;
    for (int row = 0; row < model.rowCount(group); ++row)
        for (int column = 0; column < 2; ++column)
            hashes.insert(qHash(model.index(row, column, group)) % 65536);
    // Evenly spread over 65,536 slots, 10,000 hashes hit about 9,275 different ones.
    QVERIFY2(hashes.size() > 9'000, qPrintable(QString::number(hashes.size())));
}

void SpanDetailModelTest::clearingAndSettingPassesTheModelTester()
{
    SpanDetailModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.clear();
    QCOMPARE(resets.count(), 0);
    const SpanDetail span = fullSpan();
    model.setSpan(span, contextOf(span));
    model.setSpan(span, contextOf(span));
    model.clear();
    QCOMPARE(resets.count(), 3);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(model.detail() == nullptr);
}

QTEST_GUILESS_MAIN(SpanDetailModelTest)
#include "tst_span_detail_model.moc"
