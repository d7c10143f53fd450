// SPDX-License-Identifier: GPL-3.0-or-later
#include "document_tabs.h"

#include "views/common/glyph_button.h"
#include "views/search/traces_page.h"
#include "views/trace/trace_page.h"

#include <QMouseEvent>
#include <QTabBar>

namespace tailrace {

namespace {

constexpr int kMaxTitle = 40; // characters; the whole title is in the tool tip

} // namespace

DocumentTabs::DocumentTabs(QWidget* parent)
    : QTabWidget(parent)
    , m_tracesPage(new TracesPage(this))
{
    setDocumentMode(true);
    setUsesScrollButtons(true);
    setElideMode(Qt::ElideNone);
    tabBar()->setDrawBase(true);
    tabBar()->setExpanding(false);
    tabBar()->installEventFilter(this);
    addTab(m_tracesPage, tr("Traces"));
    connect(m_tracesPage, &TracesPage::failed, this, &DocumentTabs::failed);
    connect(this, &QTabWidget::currentChanged, this, [this] {
        if (QWidget* page = currentWidget())
            page->setFocus();
        emit statusChanged();
    });
}

DocumentTabs::~DocumentTabs()
{
    // Pages that go tell about it; nobody is there to listen any more.
    disconnect(this, nullptr, nullptr, nullptr);
    for (TracePage* page : tracePages())
        delete page;
}

TracePage* DocumentTabs::currentTracePage() const
{
    return qobject_cast<TracePage*>(currentWidget());
}

QList<TracePage*> DocumentTabs::tracePages() const
{
    QList<TracePage*> pages;
    for (int i = 0; i < count(); ++i) {
        if (auto* page = qobject_cast<TracePage*>(widget(i)))
            pages.append(page);
    }
    return pages;
}

TracePage* DocumentTabs::openTrace(const QString& cacheFile, TraceId id, bool detailVisible)
{
    for (TracePage* page : tracePages()) {
        if (page->traceId() == id && page->cacheFile() == cacheFile) {
            setCurrentWidget(page);
            return page;
        }
    }
    auto* page = new TracePage(cacheFile, id, this);
    page->setDetailVisible(detailVisible);
    const int index = addTab(page, QString());
    auto* close = new GlyphButton(GlyphButton::Glyph::Close, this);
    close->setToolTip(tr("Close (Ctrl+W)"));
    close->setAccessibleName(tr("Close tab"));
    tabBar()->setTabButton(index, QTabBar::RightSide, close);
    connect(close, &QAbstractButton::clicked, this, [this, page] { closePage(indexOf(page)); });
    connect(page, &TracePage::titleChanged, this, [this, page] { showTitle(page); });
    connect(page, &TracePage::failed, this, &DocumentTabs::failed);
    connect(page, &TracePage::linkFollowed, this, &DocumentTabs::linkFollowed);
    connect(page, &TracePage::statusChanged, this, [this, page](const QString& text) {
        tabBar()->setTabData(indexOf(page), text);
        emit statusChanged();
    });
    showTitle(page);
    setCurrentIndex(index);
    return page;
}

QString DocumentTabs::statusText() const
{
    return tabBar()->tabData(currentIndex()).toString();
}

void DocumentTabs::closePage(int index)
{
    QWidget* page = widget(index);
    if (page == nullptr || page == m_tracesPage)
        return;
    QWidget* button = tabBar()->tabButton(index, QTabBar::RightSide);
    removeTab(index);
    if (button != nullptr)
        button->deleteLater();
    page->deleteLater(); // closing may be asked for from inside the page
    emit statusChanged();
}

void DocumentTabs::closeAllTraces()
{
    for (int i = count() - 1; i > 0; --i)
        closePage(i);
}

void DocumentTabs::goToNext()
{
    setCurrentIndex((currentIndex() + 1) % count());
}

void DocumentTabs::goToPrevious()
{
    setCurrentIndex((currentIndex() + count() - 1) % count());
}

bool DocumentTabs::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == tabBar() && event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const int index = tabBar()->tabAt(mouse->pos());
        if (mouse->button() == Qt::MiddleButton && index >= 0) {
            closePage(index);
            return true;
        }
    }
    return QTabWidget::eventFilter(watched, event);
}

void DocumentTabs::showTitle(TracePage* page)
{
    const int index = indexOf(page);
    const QString title = page->title();
    QString shown = title.size() > kMaxTitle ? title.left(kMaxTitle - 1) + u'…' : title;
    setTabText(index, shown.replace(u'&', QStringLiteral("&&")));
    setTabToolTip(index, QStringLiteral("%1\n%2").arg(title, QString::fromStdString(toHex(page->traceId()))));
}

} // namespace tailrace
