// SPDX-License-Identifier: GPL-3.0-or-later

// A large import is on show before it has ended: what is looked at stays in its place while the rest comes, and
// goes away cleanly when the rest does not come.

#include "document_tabs.h"
#include "gui_support.h"
#include "status_line.h"
#include "views/search/trace_list_view.h"
#include "views/sources/import_strip.h"
#include "views/sources/message_bar.h"
#include "views/trace/trace_page.h"
#include "views/waterfall/waterfall_view.h"

#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace tailrace;
using namespace tailrace::test;

namespace {

constexpr int kFirst = 60'000; // enough that some are thought to be complete

/// A span of trace `trace`; starts are in the order of the numbers.
QByteArray spanLine(int trace, int id, int parent)
{
    const auto hex = [](int number, int digits) {
        return QByteArray::number(number, 16).rightJustified(digits, '0');
    };
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"" + hex(trace, 32) +
           "\",\"spanId\":\"" + hex(id, 16) +
           (parent > 0 ? "\",\"parentSpanId\":\"" + hex(parent, 16) : QByteArray()) + "\",\"name\":\"op " +
           QByteArray::number(trace) + "\",\"startTimeUnixNano\":\"" +
           QByteArray::number(1'700'000'000'000'000'000 + trace * 1000LL) + "\",\"endTimeUnixNano\":\"" +
           QByteArray::number(1'700'000'000'000'000'500 + trace * 1000LL) + "\"}]}]}]}\n";
}

/// A pipe that gives what the test wants, when it wants.
class Pipe
{
public:
    explicit Pipe(const QString& path)
        : m_path(path.toStdString())
    {
        std::signal(SIGPIPE, SIG_IGN);
        ::mkfifo(m_path.c_str(), 0600);
    }
    ~Pipe() { close(); }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    /// One span each of the traces first … last, on a thread of its own as the reader may be slow.
    void give(int first, int last, const QByteArray& before = {})
    {
        wait();
        m_thread = std::thread([this, first, last, before] {
            if (m_pipe < 0)
                m_pipe = ::open(m_path.c_str(), O_WRONLY);
            write(before);
            for (int trace = first; trace <= last && !m_broken; ++trace)
                write(spanLine(trace, 1, 0));
        });
    }
    void wait()
    {
        if (m_thread.joinable())
            m_thread.join();
    }
    void close()
    {
        wait();
        if (m_pipe >= 0)
            ::close(m_pipe);
        m_pipe = -1;
    }

private:
    void write(const QByteArray& bytes)
    {
        for (qsizetype done = 0; done < bytes.size() && !m_broken;) {
            const ssize_t wrote =
                ::write(m_pipe, bytes.data() + done, static_cast<std::size_t>(bytes.size() - done));
            m_broken = wrote < 0;
            done += std::max<ssize_t>(wrote, 0);
        }
    }

    std::string m_path;
    std::thread m_thread;
    int m_pipe = -1;
    bool m_broken = false;
};

int rows(const TestWindow& test)
{
    return test.list()->model()->rowCount();
}

} // namespace

class TestLiveImport : public QObject
{
    Q_OBJECT

private slots:
    void theFirstTracesAreOnShowWhileTheRestComes()
    {
        TestWindow test;
        const QString path = test.folder.filePath(QStringLiteral("pipe"));
        Pipe pipe(path);
        pipe.give(1, kFirst);
        test.window->open({path});
        int given = kFirst;
        QTRY_VERIFY_WITH_TIMEOUT(goOn(test, pipe, given), 60'000);
        QVERIFY(test.window->isGrowing());
        QVERIFY(!test.window->document());
        QVERIFY(test.window->findChild<ImportStrip*>()->isVisible());
        QVERIFY(
            test.window->findChild<ImportStrip*>()->accessibleName().contains(QStringLiteral("traces so far")));
        QVERIFY(test.status()->text().contains(QStringLiteral("so far")));

        // A row that is looked at, and one that is opened.
        QTRY_VERIFY(test.list()->currentTrace() != nullptr);
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(test.list(), Qt::Key_Down);
        const TraceId chosen = test.list()->currentTrace()->traceId;
        const int onScreen = test.list()->visualRect(test.list()->currentIndex()).top();
        QTest::keyClick(test.list(), Qt::Key_Return);
        TracePage* page = test.tabs()->currentTracePage();
        QVERIFY(page != nullptr);
        QTRY_COMPARE(page->waterfall()->rows().rowCount(), 1);
        test.trigger(ActionId::TracesTab);

        // More comes: newer traces above, and another span of the opened one.
        const int before = rows(test);
        pipe.give(given + 1, given + kFirst, spanLine(static_cast<int>(chosen.lo), 2, 1));
        given += kFirst;
        QTRY_VERIFY_WITH_TIMEOUT(goOn(test, pipe, given) && rows(test) > before, 60'000);
        QTRY_VERIFY(test.list()->currentTrace() != nullptr);
        QCOMPARE(toHex(test.list()->currentTrace()->traceId), toHex(chosen));
        QVERIFY(test.list()->currentIndex().row() > 3);
        QCOMPARE(test.list()->visualRect(test.list()->currentIndex()).top(), onScreen);

        // The end: everything is there, and nothing has moved.
        pipe.close();
        QTRY_VERIFY_WITH_TIMEOUT(test.window->document(), 60'000);
        QVERIFY(!test.window->isGrowing());
        QVERIFY(!test.window->findChild<ImportStrip*>()->isVisible());
        QTRY_COMPARE(rows(test), given);
        QTRY_VERIFY(test.list()->currentTrace() != nullptr);
        QCOMPARE(toHex(test.list()->currentTrace()->traceId), toHex(chosen));
        QCOMPARE(test.list()->visualRect(test.list()->currentIndex()).top(), onScreen);
        QCOMPARE(test.tabs()->tracePages(), QList<TracePage*>{page});
        QCOMPARE(page->cacheFile(), QString::fromStdString(test.window->document()->outcome.cacheFile));

        // The opened trace says that it has grown, and shows it when asked.
        auto* growth = page->findChild<MessageBar*>();
        QTRY_VERIFY(growth->text().contains(QStringLiteral("1 of 2 spans")));
        page->reload();
        QTRY_COMPARE(page->waterfall()->rows().rowCount(), 2);
        QVERIFY(growth->text().isEmpty());
    }

    void anUntouchedListShowsItsBeginning()
    {
        TestWindow test;
        const QString path = test.folder.filePath(QStringLiteral("pipe"));
        Pipe pipe(path);
        pipe.give(1, kFirst);
        test.window->open({path});
        int given = kFirst;
        QTRY_VERIFY_WITH_TIMEOUT(goOn(test, pipe, given), 60'000);
        pipe.close();
        QTRY_VERIFY_WITH_TIMEOUT(test.window->document(), 60'000);
        QTRY_COMPARE(rows(test), given);
        QCOMPARE(test.list()->currentIndex().row(), 0);
        QTRY_VERIFY(test.list()->currentTrace() != nullptr);
        QCOMPARE(test.list()->currentTrace()->traceId.lo, std::uint64_t(given));
    }

    void cancellingBringsBackWhatWasOpenBefore()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("shop.jsonl.gz")}));
        const OpenedDocumentPtr before = test.window->document();
        const QString path = test.folder.filePath(QStringLiteral("pipe"));
        Pipe pipe(path);
        pipe.give(1, kFirst);
        test.window->open({path});
        int given = kFirst;
        QTRY_VERIFY_WITH_TIMEOUT(test.window->isGrowing() || (goOn(test, pipe, given), false), 60'000);
        QTRY_VERIFY(test.list()->currentTrace() != nullptr);
        QTest::keyClick(test.list(), Qt::Key_Return);
        QCOMPARE(test.tabs()->count(), 2);
        test.trigger(ActionId::CancelImport);
        QVERIFY(!test.window->isGrowing());
        QVERIFY(test.message()->text().contains(QStringLiteral("Nothing of what had been read was kept")));
        QCOMPARE(test.window->document(), before);
        QCOMPARE(test.tabs()->count(), 1);
        QCOMPARE(rows(test), 200);
        pipe.close();
    }

private:
    /// Gives more until something is on show: only when more comes are traces thought to be complete.
    static bool goOn(const TestWindow& test, Pipe& pipe, int& given)
    {
        if (test.window->isGrowing() && rows(test) > 0)
            return true;
        QTest::qWait(600);
        pipe.give(given + 1, given + 5'000);
        given += 5'000;
        return false;
    }
};

TAILRACE_GUI_TEST(TestLiveImport)
#include "tst_live_import.moc"
