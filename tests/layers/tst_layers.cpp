// SPDX-License-Identifier: GPL-3.0-or-later
// Holds the source tree to its own rules: who may include whom, how long a file may grow, how each file begins.

#include "layers/house_rules.h"
#include "support/support.h"

#include <QProcess>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

using namespace tailrace::test;

namespace {

struct SourceFile {
    std::string path; ///< relative to the source tree
    std::string text;
};

/// Every file that is code, by one of these endings, sorted by path.
std::vector<SourceFile> sourceFiles(const std::set<std::string>& suffixes,
                                    std::initializer_list<const char*> folders)
{
    std::vector<SourceFile> files;
    for (const char* folder : folders) {
        const std::filesystem::path root = std::filesystem::path(TAILRACE_SOURCE_DIR);
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
            if (entry.is_regular_file() && suffixes.contains(entry.path().extension().string())) {
                files.push_back(
                    {entry.path().lexically_relative(root).generic_string(), readFile(entry.path().string())});
            }
        }
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

QString joined(const Breaches& breaches)
{
    QStringList lines;
    for (const std::string& breach : breaches) {
        lines << QString::fromStdString(breach);
    }
    return lines.join(QChar::fromLatin1('\n'));
}

/// Compares with nothing, so that a failure shows every breach at once.
#define VERIFY_NONE(breaches) QVERIFY2((breaches).empty(), qPrintable(joined(breaches)))

void append(Breaches& all, const Breaches& more)
{
    all.insert(all.end(), more.begin(), more.end());
}

/// Files that are allowed to be long, from long_files.txt: one path a line, # begins a comment.
std::set<std::string> longFilesAllowed()
{
    std::istringstream in(readFile(TAILRACE_SOURCE_DIR "/tests/layers/long_files.txt"));
    std::set<std::string> allowed;
    for (std::string line; std::getline(in, line);) {
        if (!line.empty() && line.front() != '#') {
            allowed.insert(line);
        }
    }
    return allowed;
}

} // namespace

class LayersTest : public QObject
{
    Q_OBJECT

private slots:
    void includesOfLowerLayersAreFine_data();
    void includesOfLowerLayersAreFine();
    void includesOfUpperLayersAreFound_data();
    void includesOfUpperLayersAreFound();
    void filesThatBeginWronglyAreFound();
    void lowerLayersNeverIncludeUpperOnes();
    void everyFileBeginsAsItShouldAndHoldsNoReminders();
    void filesStayShort();
    void scriptsAreClean();
};

void LayersTest::includesOfLowerLayersAreFine_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("line");
    const auto row = [](const char* path, const char* line) {
        QTest::addRow("%s %s", path, line) << QString::fromUtf8(path) << QString::fromUtf8(line);
    };
    row("src/model/cache/a.cpp", "#include \"model/trace/span_table.h\"");
    row("src/model/cache/a.cpp", "#include <sqlite3.h>");
    row("src/importers/otlp/a.cpp", "#include \"importers/importer.h\"");
    row("src/importers/otlp/a.cpp", "#include <simdjson.h>");
    row("src/views/trace/a.cpp", "#include \"model/items/job.h\"");
    row("src/views/trace/a.cpp", "#include <QWidget>");
    row("app/main.cpp", "#include \"importers/import_session.h\"");
    row("src/model/base/a.cpp", "// #include \"views/common/theme.h\"");
    row("src/model/base/a.cpp", "#include <vector>");
}

void LayersTest::includesOfLowerLayersAreFine()
{
    QFETCH(QString, path);
    QFETCH(QString, line);
    VERIFY_NONE(includeBreaches(path.toStdString(), line.toStdString()));
}

void LayersTest::includesOfUpperLayersAreFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("line");
    const auto row = [](const char* path, const char* line) {
        QTest::addRow("%s %s", path, line) << QString::fromUtf8(path) << QString::fromUtf8(line);
    };
    row("src/model/base/a.cpp", "#include \"model/trace/span_table.h\"");
    row("src/model/trace/a.h", "#include \"model/cache/cache_reader.h\"");
    row("src/model/analysis/a.h", "  #include \"model/items/job.h\"");
    row("src/importers/a.cpp", "#include \"model/analysis/story.h\"");
    row("src/views/a.cpp", "#include \"importers/import_session.h\"");
    row("src/views/a.cpp", "#include \"app/main_window.h\"");
    row("src/model/cache/a.cpp", "#include \"../../views/common/theme.h\"");
    row("src/model/cache/a.cpp", "#include <QString>");
    row("src/importers/a.cpp", "#include <QtCore>");
    row("src/importers/a.cpp", "#include <sqlite3.h>");
    row("src/views/waterfall/a.cpp", "#include <qcustomplot.h>");
}

void LayersTest::includesOfUpperLayersAreFound()
{
    QFETCH(QString, path);
    QFETCH(QString, line);
    const Breaches breaches = includeBreaches(path.toStdString(), "\n" + line.toStdString() + "\n");
    QCOMPARE(breaches.size(), std::size_t(1));
    QVERIFY(breaches.front().starts_with(path.toStdString() + ":2: "));
}

void LayersTest::filesThatBeginWronglyAreFound()
{
    const std::string licence = "// SPDX-License-Identifier: GPL-3.0-or-later\n";
    QCOMPARE(textBreaches("src/a.h", licence + "#pragma once\n\n// What it is for.\n").size(), std::size_t(0));
    QCOMPARE(textBreaches("src/a.h", licence + "#pragma once\n\n#include <vector>\n").size(), std::size_t(1));
    QCOMPARE(textBreaches("src/a.h", licence + "\n\n// What it is for.\n").size(), std::size_t(1));
    QCOMPARE(textBreaches("src/a.cpp", "#include <vector>\n").size(), std::size_t(1));
    QCOMPARE(textBreaches("src/a.cpp", licence + "int a; // TODO\n").size(), std::size_t(1));
    QCOMPARE(textBreaches("a.sh", "#!/bin/sh\n# SPDX-License-Identifier: GPL-3.0-or-later\n").size(),
             std::size_t(0));
    QCOMPARE(textBreaches("a.sh", "#!/bin/sh\n").size(), std::size_t(1));
}

void LayersTest::lowerLayersNeverIncludeUpperOnes()
{
    const auto files = sourceFiles({".h", ".cpp"}, {"src", "app"});
    QVERIFY(!files.empty());
    Breaches all;
    for (const SourceFile& file : files) {
        append(all, includeBreaches(file.path, file.text));
    }
    VERIFY_NONE(all);
}

void LayersTest::everyFileBeginsAsItShouldAndHoldsNoReminders()
{
    Breaches all;
    for (const SourceFile& file :
         sourceFiles({".h", ".cpp", ".sh"}, {"src", "app", "tests", "packaging", "resources"})) {
        append(all, textBreaches(file.path, file.text));
    }
    VERIFY_NONE(all);
}

void LayersTest::filesStayShort()
{
    std::set<std::string> allowed = longFilesAllowed();
    Breaches all;
    for (const SourceFile& file : sourceFiles({".h", ".cpp"}, {"src", "app", "tests"})) {
        const bool tooLong = lineCount(file.text) > kMaxLines;
        const bool listed = allowed.erase(file.path) > 0;
        if (tooLong && !listed) {
            all.push_back(file.path + ": " + std::to_string(lineCount(file.text)) +
                          " lines: more than one subject?");
        } else if (!tooLong && listed) {
            all.push_back(file.path + ": is short now, take it off long_files.txt");
        }
    }
    for (const std::string& path : allowed) {
        all.push_back(path + ": is in long_files.txt but not in the tree");
    }
    VERIFY_NONE(all);
}

void LayersTest::scriptsAreClean()
{
    QStringList scripts = {QStringLiteral(TAILRACE_SOURCE_DIR "/.ci/run")};
    for (const SourceFile& file : sourceFiles({".sh"}, {"app", "tests", "packaging", "resources"})) {
        scripts << QString::fromStdString(TAILRACE_SOURCE_DIR "/" + file.path);
    }
    QProcess shellcheck;
    shellcheck.setProcessChannelMode(QProcess::MergedChannels);
    shellcheck.start(QStringLiteral("shellcheck"), scripts);
    if (!shellcheck.waitForStarted()) {
        QSKIP("shellcheck is not installed");
    }
    QVERIFY(shellcheck.waitForFinished(60000));
    QVERIFY2(shellcheck.exitCode() == 0, shellcheck.readAll().constData());
}

QTEST_GUILESS_MAIN(LayersTest)
#include "tst_layers.moc"
