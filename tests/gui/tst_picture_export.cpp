// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures from the window: of the view as it is, of the whole trace, into files and onto the clipboard.
#include "document_tabs.h"
#include "gui_support.h"
#include "views/common/theme.h"
#include "views/sources/message_bar.h"
#include "views/trace/trace_page.h"
#include "views/trace/trace_views.h"
#include "views/waterfall/waterfall_view.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QSvgRenderer>
#include <QTest>

#include <cstdlib>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// Mean difference of the channels, 0 … 255.
double difference(const QImage& a, const QImage& b)
{
    double sum = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y);
            const QRgb q = b.pixel(x, y);
            sum += std::abs(qRed(p) - qRed(q)) + std::abs(qGreen(p) - qGreen(q)) + std::abs(qBlue(p) - qBlue(q));
        }
    }
    return sum / 3 / a.width() / a.height();
}

bool contains(const QImage& image, const QColor& color)
{
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixel(x, y) == color.rgb())
                return true;
    return false;
}

} // namespace

class TestPictureExport : public QObject
{
    Q_OBJECT

private slots:
    void aCopiedPictureShowsTheViewWithItsHeader()
    {
        Stage stage;
        QVERIFY(stage.page != nullptr);
        QGuiApplication::clipboard()->clear();
        stage.test.trigger(ActionId::CopyPicture);
        const QImage image = QGuiApplication::clipboard()->image();
        QVERIFY(!image.isNull());
        const WaterfallView& view = *stage.page->waterfall();
        QVERIFY(image.width() <= view.width());
        QVERIFY(image.height() > view.height() + 30);
        for (const char* service : {"payment", "cart"})
            QVERIFY2(contains(image, Theme::instance().serviceColor(service)), service);
    }

    void everyViewCanBeCopied()
    {
        Stage stage;
        QVERIFY(stage.page != nullptr);
        for (const ActionId view : {ActionId::ViewFlame, ActionId::ViewMergedFlame, ActionId::ViewOperations,
                                    ActionId::ViewCriticalPath}) {
            stage.test.trigger(view);
            QGuiApplication::clipboard()->clear();
            QTRY_VERIFY(copied(stage, Theme::instance().serviceColor("payment")));
        }
    }

    void aPictureOfTheWholeTraceHasAllRowsAndLeavesTheViewAlone()
    {
        Stage stage;
        QVERIFY(stage.page != nullptr);
        WaterfallView& view = *stage.page->waterfall();
        view.setCollapsed(0, true);
        const int collapsed = exportedHeight(stage, QStringLiteral("small.png"));
        view.setCollapsed(0, false);
        view.zoomIn();
        const TimeRange visible = view.visibleTime();
        const int all = exportedHeight(stage, QStringLiteral("large.png"));
        QCOMPARE(all - collapsed, 7 * view.metrics().rowHeight);
        QVERIFY(view.visibleTime() == visible);
    }

    void theSameComesOutAsShapes()
    {
        Stage stage;
        QVERIFY(stage.page != nullptr);
        QVERIFY(exportedHeight(stage, QStringLiteral("a.png")) > 0);
        const QString svg = exported(stage, QStringLiteral("a.svg"));
        const QImage pixels(stage.test.folder.filePath(QStringLiteral("a.png")));
        QSvgRenderer renderer(svg);
        QVERIFY(renderer.isValid());
        QCOMPARE(renderer.viewBox().size(), pixels.size());
        QImage drawn(pixels.size(), QImage::Format_RGB32);
        drawn.fill(Qt::magenta);
        QPainter painter(&drawn);
        renderer.render(&painter);
        painter.end();
        if (const QString dump = qEnvironmentVariable("TAILRACE_TEST_PICTURES"); !dump.isEmpty())
            drawn.save(dump);
        QVERIFY2(difference(drawn, pixels) < 6, qPrintable(QString::number(difference(drawn, pixels))));
    }

    void aFileThatCannotBeWrittenIsSaid()
    {
        Stage stage;
        QVERIFY(stage.page != nullptr);
        choose(stage, ActionId::ExportPicture, QStringLiteral("/nonexistent-folder/a.png"));
        QTRY_VERIFY(stage.test.message()->isVisible());
        QVERIFY2(stage.test.message()->text().contains(QStringLiteral("could not be written")),
                 qPrintable(stage.test.message()->text()));
    }

private:
    struct Stage {
        Stage()
        {
            if (!test.openAndWait({sample("checkout.jsonl")}))
                return;
            if (!QTest::qWaitFor([this] { return test.tabs()->count() == 2; }))
                test.trigger(ActionId::OpenTrace);
            if (!QTest::qWaitFor([this] { return test.window->findChild<TracePage*>() != nullptr; }))
                return;
            auto* found = test.window->findChild<TracePage*>();
            if (QTest::qWaitFor([&] { return found->views()->trace() != nullptr; }))
                page = found;
        }
        TestWindow test;
        TracePage* page = nullptr;
    };

    static bool copied(Stage& stage, const QColor& color)
    {
        stage.test.trigger(ActionId::CopyPicture);
        const QImage image = QGuiApplication::clipboard()->image();
        return !image.isNull() && contains(image, color);
    }

    static void choose(Stage& stage, ActionId action, const QString& path)
    {
        stage.test.trigger(action);
        auto* dialog = stage.test.window->findChild<QFileDialog*>();
        QVERIFY(dialog != nullptr);
        emit dialog->fileSelected(path);
        dialog->close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    static QString exported(Stage& stage, const QString& name)
    {
        const QString path = stage.test.folder.filePath(name);
        choose(stage, ActionId::ExportWholePicture, path);
        if (!QTest::qWaitFor([&] { return QFileInfo::exists(path); }))
            return {};
        return path;
    }

    static int exportedHeight(Stage& stage, const QString& name)
    {
        const QString path = exported(stage, name);
        return path.isEmpty() ? -1 : QImage(path).height();
    }
};

TAILRACE_GUI_TEST(TestPictureExport)
#include "tst_picture_export.moc"
