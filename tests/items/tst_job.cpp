// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/job.h"

#include <QTest>
#include <QThread>
#include <QThreadPool>

#include <atomic>
#include <memory>
#include <semaphore>

using namespace tailrace;

class TestJob : public QObject
{
    Q_OBJECT

private slots:
    void resultArrivesOnTheThreadOfTheRunner()
    {
        JobRunner runner;
        int result = 0;
        QThread* worker = nullptr;
        QThread* receiver = nullptr;
        runner.start(
            [&worker](const std::stop_token&) {
                worker = QThread::currentThread();
                return 42;
            },
            [&](int value) {
                result = value;
                receiver = QThread::currentThread();
            });
        QVERIFY(runner.isRunning());
        QTRY_COMPARE(result, 42);
        QVERIFY(!runner.isRunning());
        QCOMPARE(receiver, QThread::currentThread());
        QVERIFY(worker != receiver);
    }

    void startingAgainStopsTheOlderJobAndDropsItsResult()
    {
        JobRunner runner;
        std::binary_semaphore begun(0);
        std::atomic<bool> sawStop = false;
        QStringList arrived;
        runner.start(
            [&](const std::stop_token& stop) {
                begun.release();
                while (!stop.stop_requested())
                    QThread::msleep(1);
                sawStop = true;
                return QStringLiteral("first");
            },
            [&](const QString& text) { arrived.append(text); });
        begun.acquire();
        runner.start([](const std::stop_token&) { return QStringLiteral("second"); },
                     [&](const QString& text) { arrived.append(text); });
        QTRY_COMPARE(arrived, QStringList{QStringLiteral("second")});
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QVERIFY(sawStop);
        QCOMPARE(arrived, QStringList{QStringLiteral("second")});
    }

    void resultThatIsAlreadyUnderWayIsDroppedByCancel()
    {
        JobRunner runner;
        bool arrived = false;
        runner.start([](const std::stop_token&) { return 1; }, [&](int) { arrived = true; });
        QThreadPool::globalInstance()->waitForDone(); // posted, not yet delivered
        runner.cancel();
        QVERIFY(!runner.isRunning());
        QCoreApplication::processEvents();
        QVERIFY(!arrived);
    }

    void noCallbackAfterTheRunnerIsGone()
    {
        auto runner = std::make_unique<JobRunner>();
        std::binary_semaphore go(0);
        bool arrived = false;
        runner->start(
            [&](const std::stop_token&) {
                go.acquire();
                return 1;
            },
            [&](int) { arrived = true; });
        runner.reset();
        go.release();
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QVERIFY(!arrived);
    }

    void callbackMayStartTheNextJob()
    {
        JobRunner runner;
        int result = 0;
        runner.start([](const std::stop_token&) { return 1; },
                     [&](int first) {
                         runner.start([first](const std::stop_token&) { return first + 1; },
                                      [&](int second) { result = second; });
                     });
        QTRY_COMPARE(result, 2);
        QVERIFY(!runner.isRunning());
    }

    void valuesThatCannotBeCopiedArriveToo()
    {
        JobRunner runner;
        std::unique_ptr<int> result;
        runner.start([](const std::stop_token&) { return std::make_unique<int>(7); },
                     [&](std::unique_ptr<int> value) { result = std::move(value); });
        QTRY_VERIFY(result != nullptr);
        QCOMPARE(*result, 7);
    }
};

QTEST_GUILESS_MAIN(TestJob)
#include "tst_job.moc"
