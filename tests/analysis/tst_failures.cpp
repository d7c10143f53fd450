// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/failures.h"
#include "trace_sketch.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

namespace {

constexpr StatusCode kError = StatusCode::Error;

} // namespace

class TestFailures : public QObject
{
    Q_OBJECT

private slots:
    void theDeepestErrorIsTheOriginAndServicesAreCounted()
    {
        const SpanTable trace = sketch({{0, "page", "GET /", 0, 100, kError},
                                        {1, "page", "call", 10, 80, kError},
                                        {2, "reco", "serve", 12, 70, kError},
                                        {3, "prefs", "serve", 20, 40, kError},
                                        {1, "page", "fine", 95, 2}});
        const Failures failures = findFailures(trace, 5);
        QCOMPARE(failures.origins.size(), std::size_t(1));
        QCOMPARE(failures.origins[0].span, 3U);
        QCOMPARE(failures.origins[0].symptom, 0U);
        QCOMPARE(failures.origins[0].servicesAway, 2U);
        QCOMPARE(failures.errors, 4U);
        QCOMPARE(failures.originSpans, 1U);
        QVERIFY(failures.mainRootFailed);
    }

    void repeatedOriginsAreOneAndTheFirstIsNamed()
    {
        const SpanTable trace = sketch({{0, "a", "root", 0, 100, kError},
                                        {1, "b", "try", 0, 20, kError},
                                        {1, "b", "try", 30, 20, kError},
                                        {1, "b", "try", 60, 20, kError}});
        const Failures failures = findFailures(trace, 5);
        QCOMPARE(failures.origins.size(), std::size_t(1));
        QCOMPARE(failures.origins[0].count, 3U);
        QCOMPARE(failures.origins[0].span, 1U);
    }

    void anErrorBelowThatBeganAfterTheEndCausedNothing()
    {
        const SpanTable trace = sketch({{0, "a", "root", 0, 50, kError}, {1, "b", "late", 80, 20, kError}});
        const Failures failures = findFailures(trace, 5);
        QCOMPARE(failures.origins.size(), std::size_t(2));
        QCOMPARE(failures.origins[0].span, 0U);
        QCOMPARE(failures.origins[1].span, 1U);
    }

    void originsThatReachTheRootComeFirst()
    {
        const SpanTable trace = sketch({{0, "a", "root", 0, 100, kError},
                                        {1, "b", "reaches", 50, 20, kError},
                                        {0, "z", "other root", 0, 90},
                                        {1, "z", "does not", 1, 2, kError}});
        const Failures failures = findFailures(trace, 1);
        QCOMPARE(failures.kinds, 2U);
        QCOMPARE(failures.origins.size(), std::size_t(1));
        QCOMPARE(failures.origins[0].span, 1U);
    }

    void aTraceWithoutErrorsHasNoFailures()
    {
        const Failures failures = findFailures(sketch({{0, "a", "root", 0, 1}}), 5);
        QVERIFY(failures.origins.empty());
        QVERIFY(!failures.mainRootFailed);
    }

    void theTextOfAFailureIsTheMostTellingOne()
    {
        SpanDetail span;
        QCOMPARE(failureText(span), std::string());
        span.attributes.push_back({"http.response.status_code", {std::int64_t{503}}});
        QCOMPARE(failureText(span), std::string("HTTP 503"));
        span.attributes.push_back({"error.type", {std::string("timeout")}});
        QCOMPARE(failureText(span), std::string("timeout"));
        SpanEvent exception;
        exception.name = "exception";
        exception.attributes.push_back({"exception.type", {std::string("TimeoutException")}});
        span.events.push_back(exception);
        QCOMPARE(failureText(span), std::string("TimeoutException"));
        span.events[0].attributes.push_back({"exception.message", {std::string("no answer")}});
        QCOMPARE(failureText(span), std::string("TimeoutException: no answer"));
        span.statusMessage = "gave up";
        QCOMPARE(failureText(span), std::string("gave up"));
    }
};

QTEST_GUILESS_MAIN(TestFailures)
#include "tst_failures.moc"
