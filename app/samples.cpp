// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace tailrace {

namespace {

struct Row {
    const char* file;
    const char* title;
    const char* detail;
};

constexpr Row kRows[] = {
    {"checkout.jsonl", "Checkout", "2.4 s, and half of it is one fraud check"},
    {"twelve-seconds.jsonl", "Twelve seconds", "every service is fast, and yet it took 12 s"},
    {"cascade.jsonl", "Cascade", "a page fails; the cause is three services away"},
    {"orders-async.jsonl", "Orders", "messages that are worked on seconds later"},
    {"shop.jsonl.gz", "A shop", "200 traces over 8 services, some slow, some failed"},
};

/// The first folder that has samples in it.
QString folder()
{
    const QString named = qEnvironmentVariable("TAILRACE_SAMPLES");
    const QString installed =
        QCoreApplication::applicationDirPath() + QStringLiteral("/../share/tailrace/samples");
    for (const QString& each : {named, installed, QStringLiteral(TAILRACE_SOURCE_SAMPLES)}) {
        if (!each.isEmpty() && QFileInfo::exists(each + u'/' + QLatin1String(kRows[0].file)))
            return QDir::cleanPath(each);
    }
    return {};
}

} // namespace

QList<Sample> samples()
{
    const QString from = folder();
    QList<Sample> found;
    for (const Row& row : kRows) {
        const QString path = from + u'/' + QLatin1String(row.file);
        if (!from.isEmpty() && QFileInfo::exists(path))
            found.append({path, QCoreApplication::translate("Samples", row.title),
                          QCoreApplication::translate("Samples", row.detail)});
    }
    return found;
}

} // namespace tailrace
