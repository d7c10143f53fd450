// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/attribute_blob.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace tailrace;

namespace {

class Keys : public KeyInterner
{
public:
    StringId intern(std::string_view text) override { return m_pool.intern(text); }
    KeyText texts()
    {
        return [this](StringId id) { return m_pool.text(id); };
    }

private:
    StringPool m_pool;
};

AttributeList sample()
{
    AttributeList inner{{"a", Value{std::int64_t{1}}}, {"", Value{std::string("empty key")}}};
    ValueArray array{Value{}, Value{true}, Value{inner}, Value{ValueArray{}}};
    return {{"text", Value{std::string("naïve \0 text", 13)}},
            {"text", Value{std::string("the same key again")}},
            {"min", Value{std::numeric_limits<std::int64_t>::min()}},
            {"max", Value{std::numeric_limits<std::int64_t>::max()}},
            {"double", Value{-0.1}},
            {"bytes", Value{Bytes{std::string("\x00\xff", 2)}}},
            {"null", Value{}},
            {"no", Value{false}},
            {"array", Value{array}},
            {"list", Value{inner}}};
}

} // namespace

class TestAttributeBlob : public QObject
{
    Q_OBJECT

private slots:
    void everyTypeComesBackEqual()
    {
        Keys keys;
        AttributeWriter writer(keys);
        const AttributeList list = sample();
        for (const Attribute& attribute : list) {
            writer.key(attribute.key);
            writer.value(attribute.value);
        }
        QCOMPARE(writer.count(), list.size());
        QVERIFY(decodeAttributes(writer.blob(), keys.texts()) == list);
    }

    void aClearedWriterStartsAgain()
    {
        Keys keys;
        AttributeWriter writer(keys);
        writer.addText("k", "v");
        writer.clear();
        QVERIFY(writer.blob().empty());
        QCOMPARE(writer.count(), 0U);
    }

    void cutAnywhereNeverReadsBeyondAndKeepsWholeEntries()
    {
        Keys keys;
        AttributeWriter writer(keys);
        for (const Attribute& attribute : sample()) {
            writer.key(attribute.key);
            writer.value(attribute.value);
        }
        const std::string whole(writer.blob());
        for (std::size_t length = 0; length < whole.size(); ++length) {
            // A copy of exactly this size, so that a sanitizer sees any step beyond it.
            const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
            const AttributeList list = decodeAttributes({cut.data(), cut.size()}, keys.texts());
            QVERIFY(list.size() < sample().size());
            for (std::size_t i = 0; i < list.size(); ++i)
                QVERIFY(list[i] == sample()[i]);
        }
    }

    void randomBytesNeverCrash()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 20'000; ++round) {
            std::string bytes(random() % 40, '\0');
            for (char& c : bytes)
                c = static_cast<char>(random() % (round % 2 == 0 ? 256 : 12));
            const AttributeList list = decodeAttributes(bytes, [](StringId) { return std::string_view("k"); });
            QVERIFY(list.size() <= bytes.size());
        }
    }

    void nestingBeyondTheLimitBecomesText()
    {
        Keys keys;
        AttributeWriter writer(keys);
        Value value{std::int64_t{7}};
        for (int i = 0; i < kMaxAttributeDepth + 20; ++i)
            value = Value{ValueArray{value}};
        writer.key("deep");
        writer.value(value);
        QCOMPARE(writer.depth(), 0);
        const AttributeList list = decodeAttributes(writer.blob(), keys.texts());
        QCOMPARE(list.size(), 1U);
        const Value* at = &list[0].value;
        int depth = 0;
        while (const auto* array = std::get_if<ValueArray>(&at->data)) {
            at = &array->front();
            ++depth;
        }
        QCOMPARE(depth, kMaxAttributeDepth);
        QVERIFY(std::get<std::string>(at->data).find('7') != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestAttributeBlob)
#include "tst_attribute_blob.moc"
