// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace/trace_page.h"

#include "model/analysis/explain.h"
#include "model/base/format.h"
#include "model/items/cache_work.h"
#include "model/items/job.h"
#include "model/items/selection.h"
#include "model/items/span_extras.h"
#include "model/items/to_qstring.h"
#include "model/items/trace_clocks.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/detail/detail_panel.h"
#include "views/sources/message_bar.h"
#include "views/trace/detail_feed.h"
#include "views/trace/clocks_sheet.h"
#include "views/trace/find_bar.h"
#include "views/trace/span_menu.h"
#include "views/trace/trace_find.h"
#include "views/trace/trace_headline.h"
#include "views/trace/trace_status.h"
#include "views/trace/trace_views.h"
#include "views/waterfall/waterfall_view.h"

#include <QClipboard>
#include <QFrame>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QStackedLayout>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <optional>
#include <utility>

namespace tailrace {

namespace {

constexpr int kPatienceMs = 150; // a trace that loads faster never shows that it loads
constexpr int kDetailShare = 28; // per cent of the width: a trace id fits in a usual window

struct LoadedTrace {
    SpanTablePtr table;
    std::string story;
};

} // namespace

struct TracePage::Private {
    explicit Private(TracePage* owner)
        : page(owner)
    {
    }

    void build();
    void connectParts();
    void load();
    void show(LoadedTrace loaded);
    void showFirst(const SpanTable& table);
    void showAgain(const SpanTable& table, TimeRange visible, SpanId selected);
    void showError(const QString& message);
    void showClocks();
    void follow(const SpanLink& link);
    void say(const QString& text);
    void updateStatus();
    void openMenu(const QPoint& globalPosition);
    void openLinks(SpanIndex span, bool incoming, const QPoint& globalPosition);

    TracePage* page;
    QString cacheFile;
    TraceId traceId;
    QString title;
    Selection selection;
    TraceClocks clocks{selection};
    TimeAxis axis;
    JobRunner loading;
    JobRunner following;
    JobRunner telling; // the story by other clocks
    SpanId wantedSpan; // when the trace is loaded
    std::size_t spansInCache = 0;
    TraceStatus status;

    QStackedLayout* stack = nullptr;
    QLabel* message = nullptr;
    QWidget* content = nullptr;
    MessageBar* growth = nullptr;
    TraceHeadline* headline = nullptr;
    FindBar* findBar = nullptr;
    TraceFind* finder = nullptr;
    WaterfallView* waterfall = nullptr;
    TraceViews* views = nullptr;
    DetailPanel* detail = nullptr;
    std::optional<DetailFeed> detailFeed;
    QSplitter* splitter = nullptr;
};

void TracePage::Private::build()
{
    message = new QLabel(page);
    message->setAlignment(Qt::AlignCenter);
    message->setWordWrap(true);
    message->setMargin(24);
    message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    content = new QWidget(page);
    growth = new MessageBar(content);
    headline = new TraceHeadline(content);
    waterfall = new WaterfallView(selection, axis);
    views = new TraceViews(selection, axis, waterfall, cacheFile);
    detail = new DetailPanel;
    detailFeed.emplace(cacheFile, selection, *detail);
    findBar = new FindBar(content);
    finder = new TraceFind(cacheFile, selection, *waterfall, *findBar, content);
    splitter = new QSplitter(content);
    splitter->addWidget(views);
    splitter->addWidget(detail);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    views->setMinimumWidth(320);
    detail->setMinimumWidth(220);
    auto* line = new QFrame(content);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    const auto colorLine = [line] {
        QPalette palette = line->palette();
        palette.setColor(QPalette::Window, themeColors().line);
        line->setPalette(palette);
    };
    colorLine();
    QObject::connect(&Theme::instance(), &Theme::changed, line, colorLine);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(growth);
    layout->addWidget(headline);
    layout->addWidget(line);
    layout->addWidget(findBar);
    layout->addWidget(splitter, 1);
    stack = new QStackedLayout(page);
    stack->addWidget(message);
    stack->addWidget(content);
    connectParts();
}

void TracePage::Private::connectParts()
{
    QObject::connect(&selection, &Selection::currentChanged, page, [this] {
        detailFeed->fetch();
        updateStatus();
    });
    QObject::connect(waterfall, &WaterfallView::rowsChanged, page, [this] { updateStatus(); });
    const auto point = [this](std::optional<qint64> time) {
        status.pointed = time;
        updateStatus();
    };
    QObject::connect(waterfall, &WaterfallView::pointedAt, page, point);
    QObject::connect(views, &TraceViews::pointedAt, page, point);
    QObject::connect(views, &TraceViews::shownChanged, page, [this] { updateStatus(); });
    QObject::connect(views, &TraceViews::failed, page, &TracePage::failed);
    QObject::connect(&views->path(), &PathLayer::shownChanged, page, [this] { updateStatus(); });
    QObject::connect(waterfall, &WaterfallView::measureChanged, page, [this] { updateStatus(); });
    QObject::connect(waterfall, &WaterfallView::historyChanged, page, [this] {
        status.notice.clear();
        updateStatus();
    });
    QObject::connect(waterfall, &WaterfallView::nothingToFold, page, [this] {
        status.notice = TracePage::tr("no idle stretch long enough to fold");
        updateStatus();
    });
    QObject::connect(waterfall, &WaterfallView::noRepeats, page, [this] {
        status.notice = TracePage::tr("no ten similar spans in a row");
        updateStatus();
    });
    QObject::connect(&axis, &TimeAxis::displayChanged, page, [this] {
        headline->setTimeDisplay(axis.display());
        detail->setTimeDisplay(axis.display());
        updateStatus();
    });
    QObject::connect(waterfall, &WaterfallView::eventChosen, page,
                     [this](SpanIndex span, quint32 number) { detail->goToEvent(span, number); });
    QObject::connect(waterfall, &WaterfallView::menuWanted, page, [this](const QPoint& at) { openMenu(at); });
    QObject::connect(waterfall, &WaterfallView::linksWanted, page,
                     [this](SpanIndex span, bool in, const QPoint& at) { openLinks(span, in, at); });
    QObject::connect(detail, &DetailPanel::spanWanted, page, [this](SpanIndex span) { waterfall->goTo(span); });
    QObject::connect(detail, &DetailPanel::linkWanted, page, [this](const SpanLink& link) { follow(link); });
    QObject::connect(&clocks, &TraceClocks::changed, page, [this] { showClocks(); });
    QObject::connect(&clocks, &TraceClocks::failed, page,
                     [this](const QString& text) { say(TracePage::tr("clocks not compared: %1").arg(text)); });
    QObject::connect(headline, &TraceHeadline::clocksClicked, page, &TracePage::openClocks);
    QObject::connect(finder, &TraceFind::closed, views, [this] { views->setFocus(Qt::OtherFocusReason); });
    QObject::connect(headline, &TraceHeadline::errorsClicked, page, &TracePage::selectNextError);
    QObject::connect(headline, &TraceHeadline::idClicked, page, &TracePage::copyTraceId);
}

void TracePage::Private::load()
{
    QTimer::singleShot(kPatienceMs, page, [this] {
        if (loading.isRunning())
            message->setText(TracePage::tr("Loading trace…"));
    });
    const auto work = [file = cacheFile.toStdString(), id = traceId](const std::stop_token& stop) {
        return readFromCache<LoadedTrace>(file, stop, [&](CacheReader& reader) -> Result<LoadedTrace> {
            auto table = reader.loadTrace(id);
            if (!table)
                return failure(std::move(table));
            return LoadedTrace{*table, storySentence(**table)};
        });
    };
    loading.start(work, [this](Result<LoadedTrace> loaded) {
        if (loaded)
            show(std::move(*loaded));
        else
            showError(QString::fromStdString(loaded.error().text()));
    });
}

void TracePage::Private::show(LoadedTrace loaded)
{
    const SpanTablePtr before = selection.trace();
    const SpanIndex current = selection.current();
    const SpanId selected{before && current != kNoSpan ? before->spanId[current] : 0};
    const TimeRange visible = axis.visible();
    const bool showedWhole = axis.showsWhole();
    const SpanTable& table = *loaded.table;
    growth->clear();
    headline->setTrace(loaded.table, loaded.story);
    clocks.setTrace(loaded.table, cacheFile.toStdString());
    waterfall->setExtrasSource(fetchFromCache(cacheFile.toStdString()));
    stack->setCurrentWidget(content);
    if (table.mainRoot != kNoSpan) {
        const std::string_view name = table.name(table.mainRoot);
        if (!name.empty()) {
            title = toQString(name);
            emit page->titleChanged(title);
        }
    }
    if (before == nullptr)
        showFirst(table);
    else
        showAgain(table, showedWhole ? axis.whole() : visible, selected);
    if (!wantedSpan.isZero())
        page->showSpan(wantedSpan);
    updateStatus();
}

void TracePage::Private::showFirst(const SpanTable& table)
{
    const int width = page->width();
    const int detailWidth = std::clamp(width * kDetailShare / 100, 320, 460);
    splitter->setSizes({width - detailWidth, detailWidth});
    if (table.mainRoot != kNoSpan)
        selection.setCurrent(table.mainRoot);
    views->setFocus(Qt::OtherFocusReason);
}

void TracePage::Private::showAgain(const SpanTable& table, TimeRange visible, SpanId selected)
{
    axis.setVisible(visible);
    const auto found = std::find(table.spanId.begin(), table.spanId.end(), selected.value);
    selection.setCurrent(found == table.spanId.end() ? table.mainRoot
                                                     : static_cast<SpanIndex>(found - table.spanId.begin()));
}

/// What the headline says follows the clocks, and so does the story.
void TracePage::Private::showClocks()
{
    headline->setClocks(clocks.isShown() ? clocks.layer() : nullptr);
    updateStatus();
    const SpanTablePtr table = selection.trace();
    if (table == nullptr || headline->trace() == table)
        return;
    telling.start([table](const std::stop_token&) { return storySentence(*table); },
                  [this, table](const std::string& story) { headline->setTrace(table, story); });
}

void TracePage::Private::showError(const QString& text)
{
    message->setText(TracePage::tr("This trace could not be read.\n%1").arg(text));
    emit page->failed(text);
}

void TracePage::Private::say(const QString& text)
{
    status.notice = text;
    updateStatus();
}

void TracePage::Private::follow(const SpanLink& link)
{
    if (link.traceId == traceId) {
        page->showSpan(link.spanId);
        return;
    }
    const auto work = [file = cacheFile.toStdString(), id = link.traceId](const std::stop_token& stop) {
        return readFromCache<TraceSummary>(file, stop, [id](CacheReader& reader) { return reader.trace(id); });
    };
    following.start(work, [this, link](const Result<TraceSummary>& found) {
        if (found && !found->isSummary)
            emit page->linkFollowed(link.traceId, link.spanId);
        else
            say(TracePage::tr("the linked trace %1 is not in this cache").arg(shortId(link.traceId)));
    });
}

void TracePage::Private::updateStatus()
{
    if (selection.trace() != nullptr)
        emit page->statusChanged(statusText(status, selection, axis, *waterfall));
}

void TracePage::Private::openMenu(const QPoint& globalPosition)
{
    QMenu menu(page);
    fillSpanMenu(menu, *page, selection.trace(), selection.current());
    menu.exec(globalPosition);
}

/// One link is followed at once, several are offered.
void TracePage::Private::openLinks(SpanIndex span, bool incoming, const QPoint& globalPosition)
{
    const SpanExtra* extra = waterfall->extraOf(span);
    if (extra == nullptr)
        return;
    QMenu menu(page);
    fillLinkMenu(menu, *page, *selection.trace(), *extra, incoming);
    if (menu.actions().size() == 1)
        menu.actions().front()->trigger();
    else if (!menu.isEmpty())
        menu.exec(globalPosition);
}

TracePage::TracePage(const QString& cacheFile, TraceId traceId, QWidget* parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this))
{
    d->cacheFile = cacheFile;
    d->traceId = traceId;
    d->title = shortId(traceId);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    d->build();
    setFocusProxy(d->views);
    d->load();
}

TracePage::~TracePage()
{
    // The views watch selection and axis, which go with the private part: views first.
    delete d->content;
}

TraceId TracePage::traceId() const
{
    return d->traceId;
}

QString TracePage::cacheFile() const
{
    return d->cacheFile;
}

QString TracePage::title() const
{
    return d->title;
}

void TracePage::moveTo(const QString& cacheFile)
{
    d->cacheFile = cacheFile;
    d->clocks.setCacheFile(cacheFile.toStdString());
    d->detailFeed->moveTo(cacheFile);
    d->finder->setCacheFile(cacheFile);
    d->views->setCacheFile(cacheFile);
    if (d->selection.trace() == nullptr)
        d->load();
    else
        d->waterfall->setExtrasSource(fetchFromCache(cacheFile.toStdString()));
}

void TracePage::setSpansInCache(std::size_t spans)
{
    const SpanTablePtr& table = d->selection.trace();
    if (table == nullptr || std::exchange(d->spansInCache, spans) == spans || spans == table->size())
        return;
    const auto count = [](std::size_t n) { return QString::fromStdString(formatCount(n)); };
    d->growth->showMessage(MessageKind::Info,
                           tr("This trace grew since it was opened: %1 of %2 spans are on show.")
                               .arg(count(table->size()), count(spans)),
                           tr("Reload"), [this] { reload(); });
}

void TracePage::reload()
{
    d->load();
}

WaterfallView* TracePage::waterfall() const
{
    return d->waterfall;
}

TraceViews* TracePage::views() const
{
    return d->views;
}

void TracePage::setTimeDisplay(TimeDisplay display)
{
    d->axis.setDisplay(display);
}

const SpanDetail* TracePage::spanDetail() const
{
    return d->detail->model().detail();
}

void TracePage::setLinkTemplates(const QList<LinkTemplate>& templates)
{
    d->detail->setLinkTemplates(templates);
}

void TracePage::setSpanActions(const QList<QAction*>& actions)
{
    d->detail->setSpanActions(actions);
}

void TracePage::selectNextError()
{
    d->waterfall->selectNextError();
}

void TracePage::followLink(TraceId trace, SpanId span)
{
    SpanLink link;
    link.traceId = trace;
    link.spanId = span;
    d->follow(link);
}

TraceClocks& TracePage::clocks() const
{
    return d->clocks;
}

void TracePage::openClocks()
{
    if (d->selection.trace() == nullptr)
        return;
    auto* sheet = findChild<ClocksSheet*>();
    if (sheet == nullptr)
        sheet = new ClocksSheet(d->clocks, this);
    sheet->show();
    sheet->raise();
    sheet->activateWindow();
}

void TracePage::showSpan(SpanId id)
{
    d->wantedSpan = id;
    const SpanTablePtr& table = d->selection.trace();
    if (table == nullptr)
        return;
    d->wantedSpan = {};
    if (const SpanIndex span = table->find(id); span != kNoSpan)
        d->waterfall->goTo(span);
    else
        d->say(tr("the span %1 is not in this trace").arg(QString::fromStdString(toHex(id))));
}

void TracePage::find()
{
    d->finder->open();
}

void TracePage::findNext()
{
    d->finder->next();
}

void TracePage::findPrevious()
{
    d->finder->previous();
}

void TracePage::keyPressEvent(QKeyEvent* event)
{
    // Comes here when what has the focus had no use for it.
    if (event->key() == Qt::Key_Escape && d->finder->isOpen())
        d->finder->close();
    else
        QWidget::keyPressEvent(event);
}

void TracePage::filterDetail()
{
    setDetailVisible(true);
    d->detail->focusFilter();
}

void TracePage::setDetailVisible(bool visible)
{
    d->detail->setVisible(visible);
}

void TracePage::copyTraceId()
{
    QGuiApplication::clipboard()->setText(QString::fromStdString(toHex(d->traceId)));
}

void TracePage::copySpan()
{
    const QString json = d->detail->spanJson();
    if (!json.isEmpty())
        QGuiApplication::clipboard()->setText(json);
}

} // namespace tailrace
