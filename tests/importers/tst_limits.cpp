// SPDX-License-Identifier: GPL-3.0-or-later

// Inputs that are made to hurt, each through a pipe into a program of its own, whose peak memory is measured.

#include "support/support.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

using namespace tailrace;
using namespace tailrace::test;

namespace {

constexpr std::int64_t kMegabyte = 1 << 20;
constexpr std::int64_t kMaxMegabytes = 400; // over what an import of one span takes

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kMeasuresMemory = false; // the sanitizer keeps what was freed
#else
constexpr bool kMeasuresMemory = true;
#endif

/// Where the bytes of an input go.
class Sink
{
public:
    explicit Sink(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    void operator()(std::string_view bytes)
    {
        m_buffer += bytes;
        if (m_buffer.size() > static_cast<std::size_t>(kMegabyte))
            flush();
    }
    void repeat(std::int64_t times, std::string_view bytes)
    {
        for (std::int64_t i = 0; i < times && m_open; ++i)
            (*this)(bytes);
    }
    void fill(std::int64_t count, char byte)
    {
        const std::string block(static_cast<std::size_t>(kMegabyte), byte);
        for (; count > 0 && m_open; count -= kMegabyte)
            (*this)(std::string_view(block).substr(0, static_cast<std::size_t>(std::min(count, kMegabyte))));
    }
    void flush()
    {
        std::string_view left = m_buffer;
        while (m_open && !left.empty()) {
            const ssize_t written = ::write(m_descriptor, left.data(), left.size());
            m_open = written > 0;
            left.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
        }
        m_buffer.clear();
    }

private:
    int m_descriptor;
    std::string m_buffer;
    bool m_open = true;
};

using Input = std::function<void(Sink&)>;

const std::string kService =
    "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
    "{\"stringValue\":\"";
const std::string kSpans = "\"}}]},\"scopeSpans\":[{\"spans\":[";
const std::string kHead = kService + "s" + kSpans;
const std::string kTail = "]}]}]}\n";
const std::string kTimes =
    ",\"startTimeUnixNano\":\"1700000000000000000\",\"endTimeUnixNano\":\"1700000000000001000\"";

/// A span but for its closing brace.
std::string span(std::int64_t number, const std::string& name = "op")
{
    char ids[120];
    std::snprintf(ids, sizeof ids,
                  "{\"traceId\":\"0123456789abcdef0123456789abcdef\",\"spanId\":\"%016llx\",\"name\":\"",
                  static_cast<unsigned long long>(number));
    return ids + name + "\"" + kTimes;
}

std::string goodLine(std::int64_t number)
{
    return kHead + span(number) + "}" + kTail;
}

/// A line with one span and something large in it, between two good lines.
Input within(const std::string& before, const std::function<void(Sink&)>& large, const std::string& behind)
{
    return [=](Sink& out) {
        out(goodLine(1'000'001));
        out(kHead + span(1) + before);
        large(out);
        out(behind + "}" + kTail);
        out(goodLine(1'000'002));
    };
}

Input longString(std::int64_t bytes)
{
    return within(
        ",\"attributes\":[{\"key\":\"k\",\"value\":{\"stringValue\":\"", [=](Sink& out) { out.fill(bytes, 'x'); },
        "\"}}]");
}

Input longName(std::int64_t bytes)
{
    return [=](Sink& out) {
        out(goodLine(1'000'001));
        out(kHead + span(1, "").substr(0, span(1, "").size() - kTimes.size() - 1));
        out.fill(bytes, 'n');
        out("\"" + kTimes + "}" + kTail);
        out(goodLine(1'000'002));
    };
}

/// `one` makes the number-th part of a list.
Input list(const std::string& name, int count, const std::function<std::string(int)>& one)
{
    return within(
        ",\"" + name + "\":[",
        [=](Sink& out) {
            for (int i = 0; i < count; ++i)
                out((i == 0 ? "" : ",") + one(i));
        },
        "]");
}

Input services(int count)
{
    return [=](Sink& out) {
        for (int i = 0; i < count; ++i)
            out(kService + "service-" + std::to_string(i) + kSpans + span(i + 1) + "}" + kTail);
    };
}

Input longLine(std::int64_t bytes)
{
    return [=](Sink& out) {
        const std::string attribute =
            ",\"attributes\":[{\"key\":\"k\",\"value\":{\"stringValue\":\"" + std::string(10'000, 'y') + "\"}}]}";
        out(kHead);
        std::int64_t number = 0;
        for (std::int64_t done = 0; done < bytes; done += static_cast<std::int64_t>(attribute.size())) {
            const std::string comma = number == 0 ? "" : ",";
            out(comma + span(++number) + attribute);
        }
        out(kTail);
    };
}

std::string varint(std::uint64_t value)
{
    std::string out;
    for (; value > 0x7F; value >>= 7)
        out += static_cast<char>((value & 0x7F) | 0x80);
    return out + static_cast<char>(value);
}

/// One OTLP message whose last length says what is not there.
Input lyingProtobuf(std::uint64_t length)
{
    return [=](Sink& out) {
        const std::string good = "\x0A\x10" + std::string(16, 'a') + "\x12\x08" + std::string(8, 'b');
        const std::string bad = good + "\x2A" + varint(length) + "name";
        const std::string spans = "\x12" + varint(good.size()) + good + "\x12" + varint(bad.size()) + bad;
        const std::string scope = "\x12" + varint(spans.size()) + spans;
        out("\x0A" + varint(scope.size()) + scope);
    };
}

/// A list of lists of maps in MessagePack, each said to be as long as can be said.
Input lyingMessagePack()
{
    return [](Sink& out) {
        const std::string longest(4, '\xFF');
        const std::string number("\xCF\0\0\0\0\0\0\0\1", 9);
        out("\xDD" + longest + "\xDD" + longest + "\xDF" + longest + "\xA8trace_id" + number + "\xA7span_id" +
            number + "\xA4name\xDB" + longest + "abc");
    };
}

struct Ended {
    int code = -1;
    int signal = 0;
    std::int64_t megabytes = 0;
    QJsonObject report;
    QString err;
};

/// What a descriptor gives until its end.
QByteArray readAll(int descriptor)
{
    QByteArray all;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(descriptor, buffer, sizeof buffer)) > 0;)
        all.append(buffer, static_cast<qsizetype>(got));
    ::close(descriptor);
    return all;
}

} // namespace

Q_DECLARE_METATYPE(Input)

class TestLimits : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        ::signal(SIGPIPE, SIG_IGN);
        qputenv("XDG_CACHE_HOME", m_temporary.filePath(QStringLiteral("cache")).toUtf8());
        const Ended one = import([](Sink& out) { out(goodLine(1)); });
        QCOMPARE(one.code, 0);
        m_base = one.megabytes;
    }

    void memoryIsBounded_data()
    {
        QTest::addColumn<Input>("input");
        QTest::addColumn<int>("spans"); // -1: none, and a reason
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const Input& input, int spans, const char* says = "") {
            QTest::newRow(name) << input << spans << QString::fromUtf8(says);
        };
        const auto attribute = [](int i) {
            return "{\"key\":\"key" + std::to_string(i) + "\",\"value\":{\"intValue\":\"1\"}}";
        };
        constexpr int kMillion = 1'000'000;
        const auto nested = [](Sink& out) {
            out.repeat(kMillion, "[");
            out.repeat(kMillion, "]");
        };
        const auto nestedValues = [](Sink& out) {
            out.repeat(kMillion, "{\"arrayValue\":{\"values\":[");
            out.repeat(kMillion, "]}}");
        };
        row("a text of 40 MB", longString(40 * kMegabyte), 3);
        row("a text of 150 MB", longString(150 * kMegabyte), 2, "a record larger than");
        row("a name of 30 MB", longName(30 * kMegabyte), 3);
        row("a name of 100 MB", longName(100 * kMegabyte), 2, "a record larger than");
        row("a line of 300 MB", longLine(300 * kMegabyte), 31'286);
        row("a million nested arrays in an attribute",
            within(",\"attributes\":[{\"key\":\"k\",\"value\":", nested, "}]"), 3, "nested");
        row("a million nested values in an attribute",
            within(",\"attributes\":[{\"key\":\"k\",\"value\":", nestedValues, "}]"), 3, "nested");
        row(
            "a million arrays around everything",
            [](Sink& out) {
                out.repeat(kMillion, "[");
                out(goodLine(1));
                out.repeat(kMillion, "]");
            },
            -1, "not a trace format");
        row("a million attributes", list("attributes", kMillion, attribute), 3);
        row("a million events",
            list("events", kMillion, [](int) { return std::string("{\"timeUnixNano\":\"1\",\"name\":\"e\"}"); }),
            3);
        row("a hundred thousand services", services(100'000), 100'000);
        row("protobuf with a length of 4 GB", lyingProtobuf(0xFFFF'FFFF), -1);
        row("protobuf with a length of 2^63", lyingProtobuf(std::uint64_t{1} << 63), -1);
        row("MessagePack with lists of 2^32", lyingMessagePack(), -1);
        if (qEnvironmentVariableIsSet("TAILRACE_LONG"))
            row("a text of 4 GB", longString(4096 * kMegabyte), 2, "a record larger than");
    }
    void memoryIsBounded()
    {
        QFETCH(Input, input);
        QFETCH(int, spans);
        QFETCH(QString, says);
        const Ended ended = import(input);
        QCOMPARE(ended.signal, 0);
        QVERIFY2(ended.code == (spans < 0 ? 3 : 0), qPrintable(ended.err));
        const QString said = ended.err + QString::fromUtf8(QJsonDocument(ended.report).toJson());
        QVERIFY2(said.contains(says), qPrintable(said.left(2000)));
        if (spans >= 0)
            QCOMPARE(ended.report[QStringLiteral("spans")].toInt(), spans);
        else
            QVERIFY(!ended.err.isEmpty());
        qInfo("%lld MB more than one span takes", static_cast<long long>(ended.megabytes - m_base));
        QVERIFY2(!kMeasuresMemory || ended.megabytes - m_base <= kMaxMegabytes,
                 QByteArray::number(static_cast<qlonglong>(ended.megabytes - m_base)).constData());
    }

    void aZipOfAHundredThousandFilesIsReadAsFarAsItIsSensible()
    {
        const QString path = m_temporary.filePath(QStringLiteral("many.zip"));
        archive* writer = archive_write_new();
        archive_write_set_format_zip(writer);
        archive_write_zip_set_compression_store(writer);
        archive_write_open_filename(writer, qPrintable(path));
        for (int i = 0; i < 100'000; ++i) {
            const std::string text = i % 10'000 == 0 ? goodLine(i + 1) : "x";
            archive_entry* entry = archive_entry_new();
            archive_entry_set_pathname(entry, ("file" + std::to_string(i)).c_str());
            archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
            archive_entry_set_filetype(entry, AE_IFREG);
            archive_entry_set_perm(entry, 0644);
            archive_write_header(writer, entry);
            archive_write_data(writer, text.data(), text.size());
            archive_entry_free(entry);
        }
        archive_write_free(writer);
        const Ended ended = import({}, path.toStdString());
        QCOMPARE(ended.code, 0);
        QCOMPARE(ended.report[QStringLiteral("spans")].toInt(), 10);
        QVERIFY2(!kMeasuresMemory || ended.megabytes - m_base <= kMaxMegabytes,
                 QByteArray::number(static_cast<qlonglong>(ended.megabytes)).constData());
    }

private:
    /// Runs an import of what `input` writes, or of a file.
    Ended import(const Input& input, const std::string& file = "-")
    {
        int in[2] = {-1, -1};
        int out[2] = {-1, -1};
        int err[2] = {-1, -1};
        for (int* pipe : {in, out, err})
            if (::pipe2(pipe, O_CLOEXEC) != 0)
                return {};
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
        std::string program = programPath().toStdString();
        std::string words[] = {program, "import", "--json", file};
        char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
        pid_t child = -1;
        const bool started = ::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments, environ) == 0;
        posix_spawn_file_actions_destroy(&actions);
        for (int descriptor : {in[0], out[1], err[1]})
            ::close(descriptor);
        std::thread feeder([&] {
            if (input) {
                Sink sink(in[1]);
                input(sink);
                sink.flush();
            }
            ::close(in[1]);
        });
        Ended ended;
        std::thread listener([&] { ended.err = QString::fromUtf8(readAll(err[0])); });
        ended.report = QJsonDocument::fromJson(readAll(out[0])).object();
        listener.join();
        feeder.join();
        int status = 0;
        rusage usage{};
        if (!started || ::wait4(child, &status, 0, &usage) != child)
            return {};
        ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        ended.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        ended.megabytes = usage.ru_maxrss * 1024 / kMegabyte;
        return ended;
    }

    QTemporaryDir m_temporary;
    std::int64_t m_base = 0;
};

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"
