// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/bounded_queue.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace tailrace;

class TestBoundedQueue : public QObject
{
    Q_OBJECT

private slots:
    void everythingArrivesInOrder()
    {
        BoundedQueue<int> queue(3);
        std::thread producer([&] {
            for (int i = 0; i < 10'000; ++i)
                if (!queue.push(i))
                    return;
            queue.close();
        });
        int expected = 0;
        while (const std::optional<int> item = queue.pop())
            QCOMPARE(*item, expected++);
        producer.join();
        QCOMPARE(expected, 10'000);
    }

    void closingFreesAWaitingProducer()
    {
        BoundedQueue<int> queue(1);
        QVERIFY(queue.push(1));
        std::atomic<bool> refused{false};
        std::thread producer([&] { refused = !queue.push(2); });
        queue.close();
        producer.join();
        QVERIFY(refused);
        QCOMPARE(queue.pop(), std::optional<int>(1));
        QCOMPARE(queue.pop(), std::nullopt);
    }
};

QTEST_APPLESS_MAIN(TestBoundedQueue)
#include "tst_bounded_queue.moc"
