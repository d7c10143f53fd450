// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli_process.h"

#include "support/support.h"

namespace tailrace::test {

QStringList CliResult::errorLines() const
{
    return err.split(u'\n', Qt::SkipEmptyParts);
}

std::unique_ptr<QProcess> Cli::start(const QStringList& arguments) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_CACHE_HOME"), path(QStringLiteral("cache-home")));
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), path(QStringLiteral("config-home")));
    environment.remove(QStringLiteral("COLUMNS"));
    environment.insert(m_environment);
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment);
    process->setWorkingDirectory(m_folder.path());
    process->start(programPath(), arguments);
    return process;
}

CliResult Cli::finish(QProcess& process)
{
    CliResult result;
    if ((process.state() == QProcess::NotRunning || process.waitForFinished(60'000)) &&
        process.exitStatus() == QProcess::NormalExit)
        result.code = process.exitCode();
    result.out = QString::fromUtf8(process.readAllStandardOutput());
    result.err = QString::fromUtf8(process.readAllStandardError());
    return result;
}

CliResult Cli::run(const QStringList& arguments, const QByteArray& input) const
{
    const std::unique_ptr<QProcess> process = start(arguments);
    process->write(input);
    process->closeWriteChannel();
    return finish(*process);
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
