// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/string_pool.h"

#include <QTest>

#include <map>
#include <random>

using namespace tailrace;

class TestStringPool : public QObject
{
    Q_OBJECT

private slots:
    void equalTextsGetEqualNumbers()
    {
        StringPool pool;
        std::map<std::string, StringId> known;
        std::mt19937 random(1);
        for (int i = 0; i < 100'000; ++i) {
            const std::string text = "key" + std::to_string(random() % 20'000);
            const StringId id = pool.intern(text);
            const auto [entry, isNew] = known.emplace(text, id);
            QCOMPARE(id, entry->second);
            QCOMPARE(pool.text(id), std::string_view(text));
        }
        QCOMPARE(pool.size(), known.size() + 1);
    }

    void theEmptyTextIsZero()
    {
        StringPool pool;
        QCOMPARE(pool.intern(""), 0U);
        QCOMPARE(pool.text(0), std::string_view());
    }

    void textsStayWhereTheyAre()
    {
        StringPool pool;
        const std::string large(1'000'000, 'x');
        const std::string_view first = pool.text(pool.intern("first"));
        (void)pool.intern(large);
        for (int i = 0; i < 50'000; ++i)
            (void)pool.intern(std::to_string(i));
        QCOMPARE(first, std::string_view("first"));
        QVERIFY(pool.memory() > large.size());
        pool.clear();
        QCOMPARE(pool.size(), 1U);
    }
};

QTEST_APPLESS_MAIN(TestStringPool)
#include "tst_string_pool.moc"
