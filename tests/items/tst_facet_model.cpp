// SPDX-License-Identifier: GPL-3.0-or-later
// What the panel beside the list shows: facets, and what sets traces apart.

#include "model/items/difference_model.h"
#include "model/items/facet_model.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace tailrace;

namespace {

std::vector<Facet> twoFacets()
{
    std::vector<Facet> facets(2);
    facets[0].field = commonFacets()[0];
    facets[0].values = {{QueryValue::ofString("cart"), 8}, {QueryValue::ofString(""), 2}};
    facets[0].distinct = 5;
    facets[1].field = commonFacets()[2];
    facets[1].values = {{QueryValue::of(QueryType::Status, 2), 3}};
    facets[1].distinct = 1;
    return facets;
}

} // namespace

class TestFacetModel : public QObject
{
    Q_OBJECT

private slots:
    void fieldsHoldTheirValuesWithCounts()
    {
        FacetModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFacets(twoFacets(), {});
        QCOMPARE(model.rowCount(), 2);
        const QModelIndex service = model.index(0, 0);
        QCOMPARE(service.data().toString(), QStringLiteral("Service"));
        QCOMPARE(service.data(FacetModel::MoreRole).toInt(), 3);
        QCOMPARE(model.rowCount(service), 2);
        const QModelIndex second = model.index(1, 0, service);
        QCOMPARE(second.data().toString(), QStringLiteral("(empty)"));
        QCOMPARE(second.data(FacetModel::CountRole).toInt(), 2);
        QCOMPARE(second.data(FacetModel::ShareRole).toDouble(), 0.25);
        model.setFacets({twoFacets()[1]}, {});
        QCOMPARE(model.index(0, 0, model.index(0, 0)).data().toString(), QStringLiteral("error"));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void valuesThatTheSearchHasAreMarked()
    {
        FacetModel model;
        const auto value = [&model](int field) { return model.index(0, 0, model.index(field, 0)); };
        model.setFacets(twoFacets(), QStringLiteral("{ resource.service.name = \"cart\" && status != error }"));
        QCOMPARE(model.choice(value(0)), FacetModel::Wanted);
        QCOMPARE(model.choice(value(1)), FacetModel::Excluded);
        QCOMPARE(model.choice(model.index(1, 0, model.index(0, 0))), FacetModel::NotChosen);
        QCOMPARE(model.condition(value(0)), QStringLiteral("resource.service.name = \"cart\""));
        QCOMPARE(model.condition(model.index(0, 0)), QString());
    }

    void differencesTellTheirSharesAndSamples()
    {
        Distinction distinction;
        distinction.allInside = 3200;
        distinction.inside = 1000;
        distinction.allOutside = distinction.outside = 50;
        Difference difference;
        difference.field = commonFacets()[2];
        difference.value = QueryValue::of(QueryType::Status, 2);
        difference.inside = 960;
        difference.outside = 5;
        distinction.differences = {difference};
        DifferenceModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setDistinction(distinction, QStringLiteral("card"));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0).data().toString(), QStringLiteral("Status = error"));
        QCOMPARE(model.index(0).data(DifferenceModel::SharesRole).toString(),
                 QStringLiteral("96 % of these, 10 % of the rest"));
        QCOMPARE(model.sampleText(), QStringLiteral("1,000 of 3,200 traces against 50 others"));
        model.setDistinction(distinction, QStringLiteral("{ status = error }"));
        QCOMPARE(model.rowCount(), 0); // what was asked for says nothing new
    }
};

QTEST_GUILESS_MAIN(TestFacetModel)
#include "tst_facet_model.moc"
