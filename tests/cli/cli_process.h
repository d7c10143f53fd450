// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Runs the built program and keeps what it said. Each runner has a folder of its own, which is also its home for
// caches and settings, so tests neither see nor leave anything elsewhere.

#include <QByteArray>
#include <QJsonDocument>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>
#include <string>

namespace tailrace::test {

struct CliResult {
    int code = -1; ///< exit code; -1 if it crashed or did not end in time
    QString out;
    QString err;
    [[nodiscard]] QJsonDocument json() const { return QJsonDocument::fromJson(out.toUtf8()); }
    [[nodiscard]] QStringList errorLines() const;
};

class Cli
{
public:
    [[nodiscard]] CliResult run(const QStringList& arguments, const QByteArray& input = {}) const;
    /// Starts the program and returns at once; finish() waits for it.
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList& arguments) const;
    [[nodiscard]] static CliResult finish(QProcess& process);
    /// For all that is started from now on.
    void setEnvironment(const QString& name, const QString& value) { m_environment.insert(name, value); }
    /// A file in the runner's folder.
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString write(const QString& name, const QByteArray& content) const;

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
};

/// Path of a bundled sample.
[[nodiscard]] QString sample(const char* name);

} // namespace tailrace::test
