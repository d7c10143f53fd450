// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli_process.h"

#include "support/support.h"

#include <QProcess>
#include <QProcessEnvironment>

namespace tailrace::test {

QStringList CliResult::errorLines() const
{
    return err.split(u'\n', Qt::SkipEmptyParts);
}

CliResult Cli::run(const QStringList& arguments, const QByteArray& input) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_CACHE_HOME"), path(QStringLiteral("cache-home")));
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), path(QStringLiteral("config-home")));
    environment.remove(QStringLiteral("COLUMNS"));
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_folder.path());
    process.start(programPath(), arguments);
    process.write(input);
    process.closeWriteChannel();
    CliResult result;
    if (process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit)
        result.code = process.exitCode();
    result.out = QString::fromUtf8(process.readAllStandardOutput());
    result.err = QString::fromUtf8(process.readAllStandardError());
    return result;
}

QString Cli::write(const QString& name, const QByteArray& content) const
{
    writeFile(path(name).toStdString(),
              std::string_view(content.constData(), static_cast<std::size_t>(content.size())));
    return path(name);
}

QString sample(const char* name)
{
    return QString::fromStdString(samplePath(name));
}

} // namespace tailrace::test
