// SPDX-License-Identifier: GPL-3.0-or-later

// Tables must come out the same however their bytes arrive, whatever stands in quotes.

#include "importers/csv/csv_reader.h"
#include "support/recording_sink.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

using Record = std::vector<std::string>;

struct Table {
    std::vector<Record> records;
    std::vector<std::int64_t> lines;
    std::vector<std::string> errors;
    char separator = 0;
    bool operator==(const Table&) const = default;
};

Table read(std::string_view text, std::size_t chunk = 1 << 20, char separator = 0)
{
    ChunkStream stream(text, chunk);
    Table table;
    CsvReader csv(
        stream,
        [&table](Location where, const std::string& why, bool) {
            table.errors.push_back(std::to_string(where.line) + ": " + why);
        },
        separator);
    while (csv.next()) {
        Record record;
        for (std::size_t i = 0; i < csv.size(); ++i)
            record.emplace_back(csv.field(i));
        table.records.push_back(std::move(record));
        table.lines.push_back(csv.location().line);
    }
    table.separator = csv.separator();
    return table;
}

} // namespace

class CsvReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void fieldsAreTakenApart_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QList<QByteArrayList>>("records");
        const auto row = [](const char* name, const QByteArray& text, const QList<QByteArrayList>& records) {
            QTest::newRow(name) << text << records;
        };
        row("plain", "a,b\nc,d\n", {{"a", "b"}, {"c", "d"}});
        row("crlf, no end", "a,b\r\nc,d", {{"a", "b"}, {"c", "d"}});
        row("empty fields", ",\n,,\n", {{"", ""}, {"", "", ""}});
        row("empty lines", "\na\n\r\n\nb\n", {{"a"}, {"b"}});
        row("an empty text is a record", "\"\"\n", {{""}});
        row("quotes", "\"a,b\",\"c\"\"d\",\"\"\n", {{"a,b", "c\"d", ""}});
        row("line ends in quotes", "\"a\r\nb\",\"\n\"\nx,y\n", {{"a\r\nb", "\n"}, {"x", "y"}});
        row("quotes within", "a\"b,c \"d\"\n", {{"a\"b", "c \"d\""}});
        row("text behind a quote", "\"a\"b,\"c\" \n", {{"ab", "c "}});
        row("lone carriage return", "a\rb,c\n", {{"a\rb", "c"}});
        row("carriage return at the end", "a,b\r", {{"a", "b"}});
        row("NUL", QByteArray("a\0b,\"\0\"\n", 8), {{QByteArray("a\0b", 3), QByteArray("\0", 1)}});
        row("BOM",
            "\xEF\xBB\xBF"
            "a,b\n",
            {{"a", "b"}});
        row("nothing", "", {});
        row("only a BOM", "\xEF\xBB\xBF", {});
    }
    void fieldsAreTakenApart()
    {
        QFETCH(QByteArray, text);
        QFETCH(QList<QByteArrayList>, records);
        const std::string content = text.toStdString();
        const Table whole = read(content);
        QCOMPARE(whole.errors, std::vector<std::string>());
        QCOMPARE(whole.records.size(), static_cast<std::size_t>(records.size()));
        for (qsizetype i = 0; i < records.size(); ++i) {
            Record expected;
            for (const QByteArray& field : records[i])
                expected.push_back(field.toStdString());
            QCOMPARE(whole.records[static_cast<std::size_t>(i)], expected);
        }
        for (const std::size_t chunk : {1, 2, 3, 7})
            QVERIFY2(read(content, chunk) == whole, qPrintable(QString::number(chunk)));
    }

    void theSeparatorIsFoundOutsideOfQuotes()
    {
        QCOMPARE(read("a;b;\"c,,,,\"\n1;2;3\n").separator, ';');
        QCOMPARE(read("a\tb,c\td\n").separator, '\t');
        QCOMPARE(read("a|b\n").separator, '|');
        QCOMPARE(read("one column\n").separator, ',');
        QCOMPARE(read("a;b,c\n", 1 << 20, ';').records.front(), (Record{"a", "b,c"}));
    }

    void aLineMayNameTheSeparator()
    {
        const Table table = read("sep=;\r\na,1;b\r\n");
        QCOMPARE(table.records, (std::vector<Record>{{"a,1", "b"}}));
        QCOMPARE(table.lines.front(), std::int64_t{2});
    }

    void linesAreCountedAcrossQuotes()
    {
        const Table table = read("a\n\"b\n\n\"\n\nc\n");
        QCOMPARE(table.lines, (std::vector<std::int64_t>{1, 2, 6}));
    }

    void quotedEmptyTextsCanBeTold()
    {
        ChunkStream stream("\"\",,x\n", 100);
        CsvReader csv(stream, [](Location, const std::string&, bool) {});
        QVERIFY(csv.next());
        QVERIFY(csv.isQuoted(0));
        QVERIFY(!csv.isQuoted(1));
        QVERIFY(!csv.isQuoted(7));
        QCOMPARE(csv.field(7), std::string_view());
    }

    void aQuoteThatIsNeverClosedCostsItsLine()
    {
        const Table table = read("a,b\n1,\"2\n3,4\n5,6\n");
        QCOMPARE(table.records, (std::vector<Record>{{"a", "b"}, {"3", "4"}, {"5", "6"}}));
        QCOMPARE(table.errors, (std::vector<std::string>{"2: a quote is never closed"}));
    }

    void manyOpenQuotesEndTheReading()
    {
        std::string text = "a,b\n";
        for (int i = 0; i < 1000; ++i)
            text += "\"\"\"x\n";
        const Table table = read(text + "\"open");
        QVERIFY(table.errors.size() <= 66);
    }

    void aHugeRecordIsPassedOver()
    {
        std::string text = "a\n\"";
        text.append(CsvReader::kMaxRecord + 1000, 'x');
        text += "\"\nb\n";
        const Table table = read(text);
        QCOMPARE(table.records, (std::vector<Record>{{"a"}, {"b"}}));
        QCOMPARE(table.errors.size(), std::size_t{1});
        QVERIFY(table.errors.front().find("larger than") != std::string::npos);
    }

    void tooManyFieldsArePassedOver()
    {
        const Table table = read("a\n" + std::string(CsvReader::kMaxFields + 5, ',') + "\nb\n");
        QCOMPARE(table.records, (std::vector<Record>{{"a"}, {"b"}}));
        QCOMPARE(table.errors.size(), std::size_t{1});
    }

    void manyRecordsNeedNoMoreMemoryThanOne()
    {
        class Endless : public ByteStream
        {
        public:
            Result<std::size_t> read(char* buffer, std::size_t size) override
            {
                if (m_left == 0)
                    return std::size_t{0};
                --m_left;
                constexpr std::string_view kRow = "1,\"two\n\",3\n";
                std::size_t used = 0;
                for (; used + kRow.size() <= size; used += kRow.size())
                    std::copy(kRow.begin(), kRow.end(), buffer + used);
                return used;
            }

        private:
            int m_left = 40;
        };
        Endless stream;
        CsvReader csv(stream, [](Location, const std::string&, bool) {});
        std::size_t records = 0;
        std::int64_t last = 0;
        while (csv.next()) {
            QCOMPARE(csv.size(), std::size_t{3});
            ++records;
            last = csv.location().offset;
        }
        QCOMPARE(records, static_cast<std::size_t>(last / 11 + 1));
        QVERIFY(records > 900'000);
    }

    void aFailingStreamIsTold()
    {
        ChunkStream stream("a,b\n1,", 3);
        stream.failAtEnd({ErrorCode::Unreadable, "broken", {}});
        CsvReader csv(stream, [](Location, const std::string&, bool) {});
        while (csv.next()) {
        }
        QVERIFY(!csv.streamState());
        QCOMPARE(csv.streamState().error().message, "broken"s);
    }

    void theHeaderOfAHeadIsOnlyTakenWhole()
    {
        QCOMPARE(*csvHeader("a;b\n1;2", false), (std::vector<std::string>{"a", "b"}));
        QCOMPARE(*csvHeader("a;b", true), (std::vector<std::string>{"a", "b"}));
        QVERIFY(!csvHeader("a;b", false));
        QVERIFY(!csvHeader("\"a", true));
        QVERIFY(!csvHeader("", true));
    }
};

QTEST_APPLESS_MAIN(CsvReaderTest)
#include "tst_csv_reader.moc"
