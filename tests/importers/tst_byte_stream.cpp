// SPDX-License-Identifier: GPL-3.0-or-later

// Opening inputs: files, compression in every arrangement, and what goes wrong with them.

#include "importers/byte_stream.h"
#include "model/base/hash.h"
#include "model/base/progress.h"
#include "support/recording_sink.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

#include <bzlib.h>
#include <lzma.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <chrono>
#include <random>
#include <thread>

using namespace tailrace;
using tailrace::test::ChunkStream;

namespace {

std::string gzip(std::string_view data)
{
    z_stream zlib{};
    deflateInit2(&zlib, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&zlib, data.size()), '\0');
    zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    zlib.avail_in = static_cast<uInt>(data.size());
    zlib.next_out = reinterpret_cast<Bytef*>(out.data());
    zlib.avail_out = static_cast<uInt>(out.size());
    deflate(&zlib, Z_FINISH);
    out.resize(zlib.total_out);
    deflateEnd(&zlib);
    return out;
}

std::string zstd(std::string_view data)
{
    std::string out(ZSTD_compressBound(data.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), data.data(), data.size(), 3));
    return out;
}

std::string xz(std::string_view data)
{
    std::string out(lzma_stream_buffer_bound(data.size()), '\0');
    std::size_t size = 0;
    lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(data.data()),
                            data.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size());
    out.resize(size);
    return out;
}

std::string bzip2(std::string_view data)
{
    std::string out(data.size() + data.size() / 50 + 600, '\0');
    auto size = static_cast<unsigned>(out.size());
    BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(data.data()), static_cast<unsigned>(data.size()), 1,
                             0, 0);
    out.resize(size);
    return out;
}

std::string skippable(std::string_view content)
{
    std::string out("\x5A\x2A\x4D\x18", 4);
    for (int shift = 0; shift < 32; shift += 8)
        out += static_cast<char>(content.size() >> shift);
    return out.append(content);
}

/// Some text that compresses, but not to nothing.
std::string sampleText(std::size_t size)
{
    std::mt19937 random(5);
    std::string out;
    while (out.size() < size)
        out += "{\"id\":" + std::to_string(random()) + "}\n";
    out.resize(size);
    return out;
}

struct All {
    std::string data;
    std::string head;
    std::string compression;
    bool headIsAll = false;
    std::optional<Error> error;
    std::vector<std::string> notes;
};

All readAll(Result<OpenedInput> opened, std::size_t piece = 50'000)
{
    All all;
    if (!opened) {
        all.error = opened.error();
        return all;
    }
    all.head = opened->head;
    all.compression = opened->compression;
    all.headIsAll = opened->headIsAll;
    std::string buffer(piece, '\0');
    for (;;) {
        const Result<std::size_t> got = opened->stream->read(buffer.data(), buffer.size());
        if (!got) {
            all.error = got.error();
            return all;
        }
        if (*got == 0)
            return all;
        all.data.append(buffer, 0, *got);
    }
}

All readBytes(std::string_view raw, std::size_t chunk = 1 << 20, InputOptions options = {})
{
    std::vector<std::string> notes;
    options.note = [&](const std::string& note) { notes.push_back(note); };
    All all = readAll(openInput(std::make_unique<ChunkStream>(raw, chunk), options));
    all.notes = notes;
    return all;
}

} // namespace

class TestByteStream : public QObject
{
    Q_OBJECT

private slots:
    void peelsCompression_data();
    void peelsCompression();
    void headIsReadAgain();
    void shortInputsAreOpened();
    void zerosBehindGzipAreIgnored();
    void otherBytesBehindCompressedDataAreNoted();
    void truncatedDataIsHandedOutFirst_data();
    void truncatedDataIsHandedOutFirst();
    void corruptDataIsHandedOutFirst_data();
    void corruptDataIsHandedOutFirst();
    void errorsNameTheFileAndTheByte();
    void bombsAreRefused_data();
    void bombsAreRefused();
    void fifthLayerIsRefused();
    void randomDamageEnds();
    void filesAreOpened();
    void whatCannotBeOpenedSaysWhy();
    void pipesAreReadAsTheyCome();
    void waitingForAPipeCanBeStopped();
    void rawBytesAreHashedAndCounted();
    void stopsWhenAsked();

private:
    QTemporaryDir m_dir;
    std::string path(const char* name) const { return m_dir.filePath(QString::fromLatin1(name)).toStdString(); }
};

void TestByteStream::peelsCompression_data()
{
    const std::string text = sampleText(700'000);
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("compression");
    const auto row = [](const char* name, const std::string& raw, const std::string& content,
                        const char* compression) {
        QTest::newRow(name) << QByteArray::fromStdString(raw) << QByteArray::fromStdString(content)
                            << QByteArray(compression);
    };
    const std::string half = text.substr(0, 300'000);
    const std::string rest = text.substr(300'000);
    row("plain", text, text, "");
    row("gzip", gzip(text), text, "gzip");
    row("zstd", zstd(text), text, "zstd");
    row("gzip members", gzip(half) + gzip("") + gzip(rest), text, "gzip");
    row("zstd frames", zstd(half) + zstd("") + zstd(rest), text, "zstd");
    row("skippable frames", skippable("about") + zstd(half) + skippable("") + zstd(rest) + skippable("end"), text,
        "zstd");
    row("zstd in gzip", gzip(zstd(text)), text, "gzip, zstd");
    row("gzip in zstd in gzip", gzip(zstd(gzip(text))), text, "gzip, zstd, gzip");
    row("xz", xz(text), text, "xz");
    row("xz streams", xz(half) + std::string(8, '\0') + xz("") + xz(rest) + std::string(4, '\0'), text, "xz");
    row("bzip2", bzip2(text), text, "bzip2");
    row("bzip2 streams", bzip2(half) + bzip2("") + bzip2(rest), text, "bzip2");
    row("bzip2 in xz in gzip", gzip(xz(bzip2(text))), text, "gzip, xz, bzip2");
    row("four layers", gzip(gzip(zstd(gzip(text)))), text, "gzip, gzip, zstd, gzip");
    row("nothing compressed", gzip(""), "", "gzip");
    row("only skippable", skippable("nothing here"), "", "zstd");
}

void TestByteStream::peelsCompression()
{
    QFETCH(QByteArray, raw);
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, compression);
    for (const std::size_t chunk : {1, 1000, 1 << 22}) {
        const All all = readBytes(raw.toStdString(), chunk);
        QVERIFY(!all.error);
        QVERIFY(all.data == content.toStdString());
        QCOMPARE(all.compression, compression.toStdString());
        QCOMPARE(all.head.size(), std::min<std::size_t>(kHeadSize, static_cast<std::size_t>(content.size())));
        QCOMPARE(all.headIsAll, static_cast<std::size_t>(content.size()) < kHeadSize);
        QVERIFY(all.notes.empty());
    }
}

void TestByteStream::headIsReadAgain()
{
    const All all = readBytes("hello");
    QCOMPARE(all.head, std::string("hello"));
    QCOMPARE(all.data, std::string("hello"));
    QVERIFY(all.headIsAll);
}

void TestByteStream::shortInputsAreOpened()
{
    for (const std::string& raw :
         {std::string(), std::string("\x1F"), std::string("\x1F\x8B"), std::string("\x28\xB5\x2F")}) {
        const All all = readBytes(raw);
        QVERIFY(!all.error);
        QCOMPARE(all.data, raw);
        QVERIFY(all.headIsAll);
    }
}

void TestByteStream::zerosBehindGzipAreIgnored()
{
    const All all = readBytes(gzip("text") + std::string(100'000, '\0'));
    QVERIFY(!all.error);
    QCOMPARE(all.data, std::string("text"));
    QVERIFY(all.notes.empty());
}

void TestByteStream::otherBytesBehindCompressedDataAreNoted()
{
    for (const std::string& raw : {gzip("text"), zstd("text"), xz("text"), bzip2("text")}) {
        const All all = readBytes(raw + "rest of something");
        QVERIFY(!all.error);
        QCOMPARE(all.data, std::string("text"));
        QCOMPARE(all.notes.size(), std::size_t{1});
        QVERIFY2(all.notes.front().starts_with("17 bytes "), all.notes.front().c_str());
        QVERIFY(all.notes.front().find("byte " + std::to_string(raw.size())) != std::string::npos);
    }
}

void TestByteStream::truncatedDataIsHandedOutFirst_data()
{
    QTest::addColumn<QByteArray>("raw");
    const std::string text = sampleText(900'000);
    QTest::newRow("gzip") << QByteArray::fromStdString(gzip(text));
    QTest::newRow("zstd") << QByteArray::fromStdString(zstd(text));
    QTest::newRow("xz") << QByteArray::fromStdString(xz(text));
    QTest::newRow("bzip2") << QByteArray::fromStdString(bzip2(text));
    QTest::newRow("zstd in gzip") << QByteArray::fromStdString(gzip(zstd(text)));
    QTest::newRow("second member") << QByteArray::fromStdString(gzip(text.substr(0, 500'000)) +
                                                                gzip(text.substr(500'000)));
}

void TestByteStream::truncatedDataIsHandedOutFirst()
{
    QFETCH(QByteArray, raw);
    const std::string text = sampleText(900'000);
    const std::string bytes = raw.toStdString();
    std::size_t best = 0;
    for (std::size_t cut = 1; cut < bytes.size(); cut = cut < 40 ? cut + 1 : cut * 5 / 4) {
        const All all = readBytes(std::string_view(bytes).substr(0, bytes.size() - cut), 10'000);
        QVERIFY(text.starts_with(all.data));
        best = std::max(best, all.data.size());
        // What ends between two members cannot be told from a shorter file.
        if (!all.error) {
            QCOMPARE(all.data.size(), std::size_t{500'000});
            continue;
        }
        QCOMPARE(all.error->code, ErrorCode::Malformed);
        QVERIFY(all.error->message.find("ends early") != std::string::npos);
        QVERIFY(!all.headIsAll);
    }
    // With only the checksum missing nearly everything is there.
    QVERIFY(best > 750'000);
}

void TestByteStream::corruptDataIsHandedOutFirst_data()
{
    QTest::addColumn<QByteArray>("raw");
    const std::string text = sampleText(900'000);
    QTest::newRow("gzip") << QByteArray::fromStdString(gzip(text));
    QTest::newRow("zstd") << QByteArray::fromStdString(zstd(text));
    QTest::newRow("xz") << QByteArray::fromStdString(xz(text));
    QTest::newRow("bzip2") << QByteArray::fromStdString(bzip2(text));
}

void TestByteStream::corruptDataIsHandedOutFirst()
{
    QFETCH(QByteArray, raw);
    const std::string text = sampleText(900'000);
    std::string bytes = raw.toStdString();
    const std::size_t at = bytes.size() * 3 / 4;
    for (std::size_t i = 0; i < 100; ++i)
        bytes[at + i] = static_cast<char>(~bytes[at + i]);
    const All all = readBytes(bytes, 10'000);
    QVERIFY(all.error.has_value());
    QCOMPARE(all.error->code, ErrorCode::Malformed);
    QVERIFY(all.data.size() > 400'000);
    // The last block may hold the damage, what is before it not.
    QVERIFY(text.starts_with(all.data.substr(0, 400'000)));
}

void TestByteStream::errorsNameTheFileAndTheByte()
{
    const std::string bytes = gzip(sampleText(900'000));
    test::writeFile(path("cut.json"), std::string_view(bytes).substr(0, 50'000));
    const All all = readAll(openInput(path("cut.json"), {}));
    QVERIFY(all.error.has_value());
    QCOMPARE(all.error->where, path("cut.json") + ", byte 50,000");
    QVERIFY(all.data.size() > 50'000);

    // Where nothing at all comes out, opening fails.
    test::writeFile(path("header.gz"), std::string_view(bytes).substr(0, 12));
    const Result<OpenedInput> opened = openInput(path("header.gz"), {});
    QVERIFY(!opened);
    QCOMPARE(opened.error().where, path("header.gz") + ", byte 12");
}

void TestByteStream::bombsAreRefused_data()
{
    QTest::addColumn<QByteArray>("raw");
    const std::string zeros(100 << 20, '\0');
    QTest::newRow("zstd") << QByteArray::fromStdString(zstd(zeros));
    QTest::newRow("xz") << QByteArray::fromStdString(xz(zeros));
    QTest::newRow("gzip in gzip") << QByteArray::fromStdString(gzip(gzip(zeros)));
}

void TestByteStream::bombsAreRefused()
{
    QFETCH(QByteArray, raw);
    const All all = readBytes(raw.toStdString());
    QVERIFY(all.error.has_value());
    QCOMPARE(all.error->code, ErrorCode::TooLarge);
    QVERIFY(all.data.size() <= (std::size_t{65} << 20));

    InputOptions options;
    options.maxExpansion = 10'000'000;
    const All allowed = readBytes(raw.toStdString(), 1 << 20, options);
    QVERIFY(!allowed.error);
    QCOMPARE(allowed.data.size(), std::size_t{100 << 20});
}

void TestByteStream::fifthLayerIsRefused()
{
    const All all = readBytes(gzip(gzip(gzip(gzip(gzip("text"))))));
    QVERIFY(all.error.has_value());
    QCOMPARE(all.error->code, ErrorCode::TooLarge);
}

void TestByteStream::randomDamageEnds()
{
    std::mt19937 random(9);
    const std::string text = sampleText(30'000);
    const std::string samples[] = {gzip(text), zstd(text), gzip(zstd(text)), xz(text), bzip2(text)};
    for (int i = 0; i < 2000; ++i) {
        std::string bytes = samples[i % 5];
        for (unsigned hits = 1 + random() % 3; hits > 0; --hits)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        const All all = readBytes(bytes, 1 + random() % 3000);
        QVERIFY(all.data.size() < (std::size_t{66} << 20));
        // gzip has a checksum: wrong content is never handed out as if it were right.
        if (i % 5 == 0 && all.compression == "gzip" && !all.error)
            QVERIFY(text.starts_with(all.data) && (all.data == text || !all.notes.empty()));
    }
}

void TestByteStream::filesAreOpened()
{
    test::writeFile(path("plain.json"), "{}");
    const All plain = readAll(openInput(path("plain.json"), {}));
    QCOMPARE(plain.data, std::string("{}"));
    // A name says nothing.
    test::writeFile(path("plain.zst"), "{}");
    QCOMPARE(readAll(openInput(path("plain.zst"), {})).data, std::string("{}"));
    test::writeFile(path("packed.json"), gzip("{}"));
    QCOMPARE(readAll(openInput(path("packed.json"), {})).data, std::string("{}"));
    test::writeFile(path("empty"), "");
    const All empty = readAll(openInput(path("empty"), {}));
    QVERIFY(!empty.error && empty.data.empty() && empty.headIsAll);
}

void TestByteStream::whatCannotBeOpenedSaysWhy()
{
    const Result<OpenedInput> missing = openInput(path("missing.json"), {});
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QCOMPARE(missing.error().where, path("missing.json"));

    const Result<OpenedInput> folder = openInput(m_dir.path().toStdString(), {});
    QVERIFY(!folder);
    QCOMPARE(folder.error().code, ErrorCode::Unreadable);
    QCOMPARE(folder.error().where, m_dir.path().toStdString());
    QVERIFY(folder.error().message.find("folder") != std::string::npos);

    test::writeFile(path("secret"), "{}");
    ::chmod(path("secret").c_str(), 0);
    if (::access(path("secret").c_str(), R_OK) != 0) { // root may read everything
        const Result<OpenedInput> secret = openInput(path("secret"), {});
        QVERIFY(!secret);
        QCOMPARE(secret.error().code, ErrorCode::Unreadable);
        QVERIFY(secret.error().message.find("permission") != std::string::npos);
    }
}

void TestByteStream::pipesAreReadAsTheyCome()
{
    QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
    std::thread writer([this] {
        std::FILE* pipe = std::fopen(path("pipe").c_str(), "wb");
        std::fputs("{\"a\":1}\n", pipe);
        std::fflush(pipe);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        std::fputs("{\"b\":2}\n", pipe);
        std::fclose(pipe);
    });
    const All all = readAll(openInput(path("pipe"), {}));
    writer.join();
    QVERIFY(!all.error);
    QCOMPARE(all.data, std::string("{\"a\":1}\n{\"b\":2}\n"));
}

void TestByteStream::waitingForAPipeCanBeStopped()
{
    QCOMPARE(::mkfifo(path("silent").c_str(), 0600), 0);
    std::stop_source source;
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        source.request_stop();
    });
    InputOptions options;
    options.stop = source.get_token();
    const Result<OpenedInput> opened = openInput(path("silent"), options);
    stopper.join();
    QVERIFY(!opened);
    QVERIFY(opened.error().isCancelled());
}

void TestByteStream::rawBytesAreHashedAndCounted()
{
    const std::string raw = gzip(sampleText(900'000)) + "trailing bytes";
    test::writeFile(path("hashed"), raw);
    ContentHash hash;
    Progress progress;
    InputOptions options;
    options.hash = &hash;
    options.progress = &progress;
    const All all = readAll(openInput(path("hashed"), options));
    QVERIFY(!all.error);
    ContentHash wanted;
    wanted.add(raw.data(), raw.size());
    QCOMPARE(hash.hex(), wanted.hex());
    QCOMPARE(progress.bytesDone.load(), std::uint64_t{raw.size()});
    QCOMPARE(progress.bytesTotal.load(), std::uint64_t{raw.size()});
}

void TestByteStream::stopsWhenAsked()
{
    std::stop_source source;
    InputOptions options;
    options.stop = source.get_token();
    const std::string text = sampleText(3'000'000);
    Result<OpenedInput> opened = openInput(memoryStream(text), options);
    QVERIFY(opened.has_value());
    source.request_stop();
    const All all = readAll(std::move(opened));
    QVERIFY(all.error.has_value() && all.error->isCancelled());
    QVERIFY(all.data.size() < text.size());
}

QTEST_APPLESS_MAIN(TestByteStream)
#include "tst_byte_stream.moc"
