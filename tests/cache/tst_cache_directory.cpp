// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/cache_directory.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>

using namespace tailrace;
namespace fs = std::filesystem;

namespace {

/// A file of `size` bytes, last used `age` seconds ago.
void makeFile(const std::string& path, std::size_t size, int age)
{
    test::writeFile(path, std::string(size, 'x'));
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::seconds(age));
}

} // namespace

class TestCacheDirectory : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_path = m_temporary->path().toStdString() + "/cache";
    }

    void aKeptCacheIsFoundByItsContent()
    {
        const CacheDirectory directory = CacheDirectory::at(m_path, 1'000'000).value();
        const std::string made = directory.newFile();
        QVERIFY(made != directory.newFile());
        makeFile(made, 10, 0);
        QVERIFY(!directory.find("abc"));
        const std::string kept = directory.keep(made, "abc").value();
        QVERIFY(!fs::exists(made));
        QCOMPARE(directory.find("abc").value(), kept);
    }

    void aFileIsKnownOnlyInTheStateItWasSeen()
    {
        const CacheDirectory directory = CacheDirectory::at(m_path, 1'000'000).value();
        const std::string file = m_temporary->path().toStdString() + "/trace.json";
        makeFile(file, 20, 100);
        const FileIdentity before = identify(file).value();
        QVERIFY(!directory.sawSize(20));
        directory.remember(before, "hash");
        QVERIFY(directory.sawSize(20));
        QCOMPARE(directory.knownHash(identify(file).value()).value(), std::string("hash"));
        makeFile(file, 20, 50);
        QVERIFY(!directory.knownHash(identify(file).value()));
    }

    void leastRecentlyUsedCachesMakeRoom()
    {
        const CacheDirectory directory = CacheDirectory::at(m_path, 250).value();
        makeFile(m_path + "/old-v1.1.tailrace", 100, 300);
        makeFile(m_path + "/middle-v1.1.tailrace", 100, 200);
        makeFile(m_path + "/new-to-us.txt", 100, 900);
        makeFile(m_path + "/recent-v1.1.tailrace", 100, 100);
        directory.makeRoom();
        QVERIFY(!fs::exists(m_path + "/old-v1.1.tailrace"));
        QVERIFY(fs::exists(m_path + "/middle-v1.1.tailrace"));
        QVERIFY(fs::exists(m_path + "/recent-v1.1.tailrace"));
        QVERIFY(fs::exists(m_path + "/new-to-us.txt"));
    }

    void aLeasedCacheStays()
    {
        const CacheDirectory directory = CacheDirectory::at(m_path, 50).value();
        const std::string leased = m_path + "/leased-v1.1.tailrace";
        makeFile(leased, 100, 300);
        leaseCache(leased);
        makeFile(m_path + "/other-v1.1.tailrace", 100, 10);
        directory.makeRoom();
        QVERIFY(fs::exists(leased));
        QVERIFY(!fs::exists(m_path + "/other-v1.1.tailrace"));
    }

    void whatACrashedImportLeftIsRemoved()
    {
        const CacheDirectory directory = CacheDirectory::at(m_path, 1'000'000).value();
        // No process has this number: it is above the kernel's limit.
        const std::string left = m_path + "/new-99999999-0.tailrace";
        makeFile(left, 10, 10);
        makeFile(left + "-wal", 10, 10);
        const std::string ours = directory.newFile();
        makeFile(ours, 10, 10);
        directory.makeRoom();
        QVERIFY(!fs::exists(left));
        QVERIFY(!fs::exists(left + "-wal"));
        QVERIFY(fs::exists(ours));
    }

    void othersCannotReadTheDirectory()
    {
        QVERIFY(CacheDirectory::at(m_path, 1).has_value());
        struct stat info {};
        QCOMPARE(::stat(m_path.c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0077U, 0U);
    }

    void aPlaceThatCannotBeMadeIsSaid()
    {
        test::writeFile(m_path, "a file, not a directory");
        const auto directory = CacheDirectory::at(m_path + "/below", 1);
        QVERIFY(!directory);
        QVERIFY(directory.error().text().find(m_path) != std::string::npos);
    }

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    std::string m_path;
};

QTEST_APPLESS_MAIN(TestCacheDirectory)
#include "tst_cache_directory.moc"
