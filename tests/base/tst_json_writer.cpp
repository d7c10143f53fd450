// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/json_writer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <cstdlib>
#include <limits>

using namespace tailrace;

class TestJsonWriter : public QObject
{
    Q_OBJECT

private slots:
    void nestingAndCommasAreRight()
    {
        JsonWriter json;
        json.beginObject().key("a").beginArray().integer(1).integer(-2).beginObject().endObject().endArray();
        json.key("b").null().key("c").boolean(true).key("d").decimalText(9'223'372'036'854'775'807).endObject();
        QCOMPARE(json.take(), std::string(R"({"a":[1,-2,{}],"b":null,"c":true,"d":"9223372036854775807"})"));
    }

    void everyByteSequenceGivesValidJson()
    {
        std::string all;
        for (int c = 0; c < 256; ++c)
            all += static_cast<char>(c);
        all += "\xED\xA0\x80 \xF0\x9F\x98\x80 \xC3"; // a lone surrogate, an emoji, a cut-off sequence
        JsonWriter json;
        json.beginArray().text(all).endArray();
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(json.take()), &error);
        QCOMPARE(error.error, QJsonParseError::NoError);
        const QString text = document.array().at(0).toString();
        QVERIFY(text.startsWith(QString(QChar(0)) + QChar(1)));
        QVERIFY(text.contains(QString::fromUtf8("\xF0\x9F\x98\x80")));
        QVERIFY(text.contains(QChar(0xFFFD)));
    }

    void numbersReadBackEqual()
    {
        for (const double value : {0.1, -1e300, 5e-324, 1.0 / 3, 12345678901234567890.0}) {
            JsonWriter json;
            json.number(value);
            QCOMPARE(std::strtod(json.take().c_str(), nullptr), value);
        }
        JsonWriter json;
        json.beginArray().number(std::nan("")).number(-std::numeric_limits<double>::infinity()).endArray();
        QCOMPARE(json.take(), std::string(R"(["NaN","-Infinity"])"));
    }

    void base64MatchesTheStandardVectors()
    {
        QCOMPARE(toBase64(""), std::string());
        QCOMPARE(toBase64("f"), std::string("Zg=="));
        QCOMPARE(toBase64("fo"), std::string("Zm8="));
        QCOMPARE(toBase64("foobar"), std::string("Zm9vYmFy"));
    }
};

QTEST_APPLESS_MAIN(TestJsonWriter)
#include "tst_json_writer.moc"
