// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/link_template.h"

#include "model/base/saturate.h"
#include "model/items/to_qstring.h"

#include <QCoreApplication>
#include <QSettings>

#include <algorithm>

namespace tailrace {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("LinkTemplate", text);
}

QString arrayKey()
{
    return QStringLiteral("links");
}

/// What a word in braces stands for; nothing if the span does not have it.
std::optional<QString> valueOf(const QString& word, const SpanDetail& span)
{
    constexpr std::int64_t kMs = 1'000'000;
    std::int64_t endNs = span.startNs; // a length below 0 ends where it starts
    addSaturated(endNs, std::max<std::int64_t>(span.durationNs, 0));
    if (word == QStringLiteral("traceId"))
        return toQString(toHex(span.traceId));
    if (word == QStringLiteral("spanId"))
        return toQString(toHex(span.spanId));
    if (word == QStringLiteral("parentId"))
        return span.parentId.isZero() ? std::nullopt : std::optional(toQString(toHex(span.parentId)));
    if (word == QStringLiteral("service"))
        return toQString(span.resource.service);
    if (word == QStringLiteral("name"))
        return toQString(span.name);
    if (word == QStringLiteral("startMs"))
        return QString::number(span.startNs / kMs);
    if (word == QStringLiteral("startNs"))
        return QString::number(span.startNs);
    if (word == QStringLiteral("endMs"))
        return QString::number(endNs / kMs);
    if (word == QStringLiteral("durationMs"))
        return QString::number(span.durationNs / kMs);
    const std::string key = word.toStdString();
    const Value* value = findValue(span.attributes, key);
    if (value == nullptr)
        value = findValue(span.resource.attributes, key);
    return value == nullptr ? std::nullopt : std::optional(toQString(displayText(*value)));
}

} // namespace

QString linkProblem(const QString& address)
{
    const bool isWeb = address.startsWith(QStringLiteral("http://"), Qt::CaseInsensitive) ||
                       address.startsWith(QStringLiteral("https://"), Qt::CaseInsensitive);
    if (!isWeb)
        return tr("An address begins with http:// or https://");
    const qsizetype host = address.indexOf(QStringLiteral("//")) + 2;
    if (host == address.size() || address.at(host) == QLatin1Char('/') || address.at(host) == QLatin1Char('{'))
        return tr("The name of the server is missing");
    bool isOpen = false;
    for (qsizetype i = 0; i < address.size(); ++i) {
        const QChar c = address.at(i);
        if (c == QLatin1Char('{') || c == QLatin1Char('}')) {
            if (isOpen == (c == QLatin1Char('{')))
                return tr("The braces do not match");
            if (isOpen && address.at(i - 1) == QLatin1Char('{'))
                return tr("There is nothing between the braces");
            isOpen = !isOpen;
        }
    }
    return isOpen ? tr("The braces do not match") : QString();
}

std::optional<QUrl> expandLink(const QString& address, const SpanDetail& span)
{
    if (!linkProblem(address).isEmpty())
        return std::nullopt;
    QString result;
    for (qsizetype at = 0; at < address.size();) {
        const qsizetype open = address.indexOf(QLatin1Char('{'), at);
        result += address.mid(at, open < 0 ? -1 : open - at);
        if (open < 0)
            break;
        const qsizetype close = address.indexOf(QLatin1Char('}'), open);
        const auto value = valueOf(address.mid(open + 1, close - open - 1), span);
        if (!value)
            return std::nullopt;
        result += QString::fromLatin1(QUrl::toPercentEncoding(*value));
        at = close + 1;
    }
    const QUrl url(result, QUrl::StrictMode);
    return url.isValid() ? std::optional(url) : std::nullopt;
}

QList<LinkTemplate> readLinkTemplates(QSettings& settings)
{
    QList<LinkTemplate> templates;
    const int count = settings.beginReadArray(arrayKey());
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        templates.append({settings.value(QStringLiteral("name")).toString(),
                          settings.value(QStringLiteral("address")).toString()});
    }
    settings.endArray();
    return templates;
}

void writeLinkTemplates(QSettings& settings, const QList<LinkTemplate>& templates)
{
    settings.remove(arrayKey());
    settings.beginWriteArray(arrayKey(), static_cast<int>(templates.size()));
    for (int i = 0; i < templates.size(); ++i) {
        settings.setArrayIndex(i);
        settings.setValue(QStringLiteral("name"), templates[i].name);
        settings.setValue(QStringLiteral("address"), templates[i].address);
    }
    settings.endArray();
}

} // namespace tailrace
