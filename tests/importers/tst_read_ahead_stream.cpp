// SPDX-License-Identifier: GPL-3.0-or-later

// Reading ahead on another thread changes nothing but the time it takes.

#include "importers/read_ahead_stream.h"
#include "support/recording_sink.h"

#include <QTest>

#include <unistd.h>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// A pipe to which nothing comes: waits until it is told to stop.
class SilentStream : public ByteStream
{
public:
    explicit SilentStream(std::stop_token stop)
        : m_stop(std::move(stop))
    {
    }
    [[nodiscard]] Result<std::size_t> read(char*, std::size_t) override
    {
        while (!m_stop.stop_requested())
            ::usleep(1000);
        return failure(ErrorCode::Cancelled, "stopped");
    }

private:
    std::stop_token m_stop;
};

std::string textOfSize(std::size_t size)
{
    std::string text(size, ' ');
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>('a' + i * 7 % 26);
    return text;
}

} // namespace

class ReadAheadStreamTest : public QObject
{
    Q_OBJECT

private slots:
    void allBytesComeInOrder_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("chunk");
        QTest::newRow("nothing") << 0 << 10;
        QTest::newRow("small") << 5 << 1;
        QTest::newRow("many blocks") << 5'000'000 << 1'000'000;
        QTest::newRow("odd pieces") << 1'000'003 << 777;
    }

    void allBytesComeInOrder()
    {
        QFETCH(int, size);
        QFETCH(int, chunk);
        const std::string text = textOfSize(static_cast<std::size_t>(size));
        ChunkStream inner(text, static_cast<std::size_t>(chunk));
        ReadAheadStream stream(inner, std::stop_source());
        std::string got;
        char buffer[1000];
        for (;;) {
            const Result<std::size_t> count = stream.read(buffer, sizeof buffer);
            QVERIFY(count.has_value());
            if (*count == 0)
                break;
            got.append(buffer, *count);
        }
        QVERIFY(got == text);
        QCOMPARE(stream.read(buffer, sizeof buffer).value_or(1), std::size_t{0});
    }

    void errorComesBehindTheBytesBeforeIt()
    {
        ChunkStream inner("some bytes", 4);
        inner.failAtEnd(Error{ErrorCode::Malformed, "broken", {}});
        ReadAheadStream stream(inner, std::stop_source());
        std::string got;
        char buffer[100];
        Result<std::size_t> count = stream.read(buffer, sizeof buffer);
        for (; count && *count > 0; count = stream.read(buffer, sizeof buffer))
            got.append(buffer, *count);
        QCOMPARE(got, std::string("some bytes"));
        QVERIFY(!count);
        QCOMPARE(count.error().message, std::string("broken"));
        QVERIFY(!stream.read(buffer, sizeof buffer));
    }

    void givingUpEndsReadingFromASilentPipe()
    {
        std::stop_source stop;
        SilentStream inner(stop.get_token());
        {
            const ReadAheadStream stream(inner, stop);
        }
        QVERIFY(stop.stop_requested());
    }
};

QTEST_APPLESS_MAIN(ReadAheadStreamTest)
#include "tst_read_ahead_stream.moc"
