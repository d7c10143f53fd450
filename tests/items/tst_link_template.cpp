// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/link_template.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace tailrace;

namespace {

SpanDetail span()
{
    SpanDetail detail;
    detail.traceId = {1, 2};
    detail.spanId = {3};
    detail.name = "GET /a b";
    detail.startNs = 5'000'000'000;
    detail.durationNs = 20'000'000;
    detail.resource.service = "shop";
    detail.attributes = {{"user", Value{std::string("x&admin=1#y")}}, {"n", Value{std::int64_t{7}}}};
    detail.resource.attributes = {{"host.name", Value{std::string("node")}}};
    return detail;
}

QString expanded(const char* address)
{
    const auto url = expandLink(QString::fromUtf8(address), span());
    return url ? QString::fromLatin1(url->toEncoded()) : QStringLiteral("(none)");
}

} // namespace

class LinkTemplateTest : public QObject
{
    Q_OBJECT

private slots:
    void valuesReplaceWordsInBraces()
    {
        QCOMPARE(
            expanded("https://logs/{traceId}/{spanId}?from={startMs}&to={endMs}"),
            QStringLiteral("https://logs/00000000000000010000000000000002/0000000000000003?from=5000&to=5020"));
        QCOMPARE(expanded("http://h/{service}/{host.name}/{n}"), QStringLiteral("http://h/shop/node/7"));
    }

    void valuesCannotBecomeOtherPartsOfTheAddress()
    {
        QCOMPARE(expanded("http://h/?u={user}"), QStringLiteral("http://h/?u=x%26admin%3D1%23y"));
        QCOMPARE(expanded("http://h/{name}"), QStringLiteral("http://h/GET%20%2Fa%20b"));
        QCOMPARE(expanded("{user}://h/"), QStringLiteral("(none)"));
        QCOMPARE(expanded("http://{service}/"), QStringLiteral("(none)"));
    }

    void withoutAValueThereIsNoLink()
    {
        QCOMPARE(expanded("http://h/{parentId}"), QStringLiteral("(none)"));
        QCOMPARE(expanded("http://h/{no.such.key}"), QStringLiteral("(none)"));
    }

    void mistakesAreTold()
    {
        QVERIFY(linkProblem(QStringLiteral("https://h/{traceId}")).isEmpty());
        for (const char* address : {"", "file:///etc/passwd", "javascript:1", "http://", "http:///x",
                                    "http://h/{a", "http://h/a}", "http://h/{}", "http://h/{a{b}}"})
            QVERIFY2(!linkProblem(QString::fromLatin1(address)).isEmpty(), address);
    }

    void settingsKeepThem()
    {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        const QList<LinkTemplate> links{{QStringLiteral("Logs"), QStringLiteral("http://h/{traceId}")},
                                        {QStringLiteral("Ä, ö"), QStringLiteral("http://h/{name}?a=1;b")}};
        writeLinkTemplates(settings, links);
        QCOMPARE(readLinkTemplates(settings), links);
        writeLinkTemplates(settings, {});
        QVERIFY(readLinkTemplates(settings).isEmpty());
    }
};

QTEST_GUILESS_MAIN(LinkTemplateTest)
#include "tst_link_template.moc"
