// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/detail_panel.h"

#include "model/analysis/trace_json.h"
#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "views/common/coordinates.h"
#include "views/common/theme.h"
#include "views/detail/detail_filter.h"
#include "views/detail/detail_tree.h"
#include "views/detail/peer_strip.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>
#include <vector>

namespace tailrace {

namespace {

constexpr qsizetype kLongestTitle = 400; // characters; the whole name is in the tool tip

QString shortened(const QString& text)
{
    return text.size() > kLongestTitle ? text.left(kLongestTitle) + QChar(0x2026) : text;
}

/// With as many digits of the second as were recorded, in groups of three.
QString clockText(std::int64_t timeNs, TimeDisplay display, bool withDay)
{
    const int digits = timeNs % 1'000 != 0 ? 9 : timeNs % 1'000'000 != 0 ? 6 : 3;
    const std::int64_t stepNs = digits == 9 ? 1 : digits == 6 ? 1'000 : 1'000'000;
    return withDay ? instantText(timeNs, 0, display, digits) : clockTickLabel(timeNs, stepNs, display);
}

QLabel* selectableLabel(QWidget* parent, Qt::TextFormat format)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(format);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    // A long name without spaces must not make the panel wider.
    label->setMinimumWidth(1);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    return label;
}

} // namespace

DetailPanel::DetailPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new SpanDetailModel(this))
    , m_filter(new DetailFilter(this))
    , m_title(selectableLabel(this, Qt::PlainText))
    , m_subtitle(selectableLabel(this, Qt::RichText))
    , m_place(selectableLabel(this, Qt::RichText))
    , m_peers(new PeerStrip(this))
    , m_message(new QLabel(this))
    , m_filterBox(new QLineEdit(this))
    , m_content(new QWidget(this))
{
    m_filter->setSourceModel(m_model);
    m_tree = new DetailTree(*m_model, *m_filter, m_content);
    m_filterBox->setPlaceholderText(tr("Filter keys and values"));
    m_filterBox->setClearButtonEnabled(true);
    m_filterBox->setAccessibleName(tr("Filter the span's detail"));
    m_filterBox->installEventFilter(this);
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* heading = new QVBoxLayout;
    heading->setContentsMargins(14, 12, 12, 8);
    heading->setSpacing(2);
    heading->addWidget(m_title);
    heading->addWidget(m_subtitle);
    heading->addWidget(m_place);
    heading->addSpacing(6);
    heading->addWidget(m_filterBox);
    auto* content = new QVBoxLayout(m_content);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(0);
    content->addLayout(heading);
    content->addWidget(m_peers);
    auto* list = new QHBoxLayout;
    list->setContentsMargins(10, 0, 2, 0);
    list->addWidget(m_tree);
    content->addLayout(list, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_content);
    layout->addWidget(m_message);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);

    connect(m_filterBox, &QLineEdit::textChanged, this, &DetailPanel::applyFilter);
    m_place->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    connect(m_place, &QLabel::linkActivated, this, &DetailPanel::follow);
    connect(m_tree, &DetailTree::menuWanted, this, &DetailPanel::openMenu);
    connect(&Theme::instance(), &Theme::changed, this, &DetailPanel::showHeading);
    applyFonts();
    setMessage(QString());
}

void DetailPanel::applyFonts()
{
    QFont font = this->font();
    font.setBold(true);
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() + 1.5);
    m_title->setFont(font);
}

void DetailPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        applyFonts();
    QWidget::changeEvent(event);
}

void DetailPanel::setSpan(const SpanTablePtr& table, SpanIndex span, SpanDetail detail)
{
    m_table = table;
    m_span = span;
    m_model->setSpan(std::move(detail), context());
    m_peers->clear();
    showHeading();
    m_message->hide();
    m_content->show();
    m_tree->unfold();
    m_tree->scrollToTop();
    if (const auto wanted = std::exchange(m_wantedEvent, std::nullopt); wanted && wanted->first == span)
        m_tree->showEntry(m_model->eventIndex(wanted->second));
}

void DetailPanel::goToEvent(SpanIndex span, std::uint32_t number)
{
    if (m_table != nullptr && span == m_span)
        m_tree->showEntry(m_model->eventIndex(number));
    else
        m_wantedEvent = {span, number};
}

SpanContext DetailPanel::context() const
{
    SpanContext context{.startNs = m_table->startNs[m_span],
                        .durationNs = m_table->durationNs[m_span],
                        .selfNs = m_table->selfNs[m_span],
                        .traceStartNs = m_table->traceStartNs,
                        .traceDurationNs = m_table->traceDurationNs,
                        .marks = m_table->marks[m_span],
                        .movedNs = m_table->movedBy(m_span)};
    if (m_display != TimeDisplay::Relative)
        context.clock = [display = m_display](std::int64_t timeNs, bool withDay) {
            return clockText(timeNs, display, withDay);
        };
    return context;
}

void DetailPanel::setTimeDisplay(TimeDisplay display)
{
    if (std::exchange(m_display, display) == display || m_table == nullptr)
        return;
    const int scrolled = m_tree->verticalScrollBar()->value();
    m_model->setContext(context());
    showHeading();
    m_tree->unfold();
    m_tree->verticalScrollBar()->setValue(scrolled);
}

void DetailPanel::setMessage(const QString& text)
{
    m_table.reset();
    m_span = kNoSpan;
    m_model->clear();
    m_message->setText(text);
    m_content->hide();
    m_message->show();
}

void DetailPanel::showHeading()
{
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, themeColors().mutedText);
    muted.setColor(QPalette::Text, themeColors().mutedText);
    m_message->setPalette(muted);
    m_subtitle->setPalette(muted);
    m_place->setPalette(muted);
    if (m_table == nullptr)
        return;
    const QString name = toQString(m_table->name(m_span));
    m_title->setText(name.isEmpty() ? tr("(no name)") : shortened(name));
    m_title->setToolTip(name.size() > kLongestTitle ? name.left(10'000).toHtmlEscaped() : QString());
    QStringList parts;
    if (!m_table->service(m_span).empty())
        parts << shortened(toQString(m_table->service(m_span))).toHtmlEscaped();
    if (m_table->kind[m_span] != SpanKind::Unspecified)
        parts << toQString(tailrace::name(m_table->kind[m_span]));
    const std::int64_t start = m_table->startNs[m_span];
    const bool isRelative = m_display == TimeDisplay::Relative;
    parts << tr("starts at %1").arg(isRelative ? instantText(start, m_table->traceStartNs, m_display)
                                               : clockText(start, m_display, false));
    const QColor color = Theme::instance().serviceColor(m_table->service(m_span));
    m_subtitle->setText(
        QStringLiteral("<span style='color:%1'>■</span> %2").arg(color.name(), parts.join(QStringLiteral(" · "))));
    showPlace();
}

void DetailPanel::showPlace()
{
    const QString link = QStringLiteral("<a href='%1' style='color:%2;text-decoration:none'>%3</a>");
    const QString color = themeColors().accent.name();
    QStringList parts;
    if (const SpanIndex parent = m_table->parent[m_span]; parent != kNoSpan) {
        const QString name = toQString(m_table->name(parent));
        parts << tr("in %1").arg(link.arg(
            QStringLiteral("parent"), color, (name.isEmpty() ? tr("(no name)") : name.left(60)).toHtmlEscaped()));
    }
    std::size_t children = 0;
    for (SpanIndex i = m_span + 1; i < m_table->subtreeEnd(m_span); i += m_table->subtreeSize[i])
        ++children;
    if (children > 0)
        parts << link.arg(QStringLiteral("children"), color,
                          children == 1 ? tr("1 child") : tr("%1 children").arg(QString::fromStdString(formatCount(children))));
    m_place->setText(parts.join(QStringLiteral(" · ")));
    m_place->setVisible(!parts.isEmpty());
}

void DetailPanel::follow(const QString& where)
{
    if (m_table == nullptr)
        return;
    if (where == QStringLiteral("parent"))
        emit spanWanted(m_table->parent[m_span]);
    else
        openChildMenu();
}

/// The longest first: they are what one looks for below a span.
void DetailPanel::openChildMenu()
{
    constexpr std::size_t kListed = 20;
    std::vector<SpanIndex> children;
    for (SpanIndex i = m_span + 1; i < m_table->subtreeEnd(m_span); i += m_table->subtreeSize[i])
        children.push_back(i);
    if (children.size() == 1) {
        emit spanWanted(children.front());
        return;
    }
    const std::size_t listed = std::min(children.size(), kListed);
    std::partial_sort(children.begin(), children.begin() + static_cast<std::ptrdiff_t>(listed), children.end(),
                      [this](SpanIndex a, SpanIndex b) {
                          return m_table->durationNs[a] != m_table->durationNs[b]
                                     ? m_table->durationNs[a] > m_table->durationNs[b]
                                     : a < b;
                      });
    QMenu menu(this);
    for (std::size_t i = 0; i < listed; ++i) {
        const SpanIndex child = children[i];
        QString name = toQString(m_table->name(child)).left(60);
        name = (name.isEmpty() ? tr("(no name)") : name).replace(QLatin1Char('&'), QStringLiteral("&&"));
        menu.addAction(name + QLatin1Char('\t') + QString::fromStdString(formatDuration(m_table->durationNs[child])),
                       this, [this, child] { emit spanWanted(child); });
    }
    if (listed < children.size())
        menu.addAction(tr("%1 shorter ones").arg(QString::fromStdString(formatCount(children.size() - listed))))
            ->setEnabled(false);
    menu.exec(m_place->mapToGlobal(QPoint(0, m_place->height())));
}

void DetailPanel::setPeers(const PeerSample& sample)
{
    if (m_table == nullptr)
        return;
    m_peers->setPeers(toQString(m_table->name(m_span)), sample, m_table->durationNs[m_span],
                      Theme::instance().serviceColor(m_table->service(m_span)));
}

void DetailPanel::applyFilter()
{
    m_filter->setWords(m_filterBox->text());
    m_tree->unfold();
    // Said once, where the eye is, instead of an empty list that could mean anything.
    const bool isEmpty = m_filter->isFiltering() && m_filter->rowCount() == 0;
    m_filterBox->setToolTip(isEmpty ? tr("No key or value contains this") : QString());
    QPalette palette = this->palette();
    if (isEmpty)
        palette.setColor(QPalette::Text, themeColors().error);
    m_filterBox->setPalette(palette);
}

void DetailPanel::focusFilter()
{
    if (m_content->isHidden())
        return;
    m_filterBox->setFocus(Qt::ShortcutFocusReason);
    m_filterBox->selectAll();
}

bool DetailPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_filterBox && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape && !m_filterBox->text().isEmpty()) {
            m_filterBox->clear();
            return true;
        }
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            m_tree->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

QString DetailPanel::spanJson() const
{
    if (m_table == nullptr)
        return {};
    JsonWriter json;
    writeSpan(json, *m_table, m_span, *m_model->detail());
    return QString::fromStdString(json.take());
}

void DetailPanel::addToolLinks(QMenu& menu)
{
    menu.addActions(m_spanActions);
    if (m_links.isEmpty() || m_model->detail() == nullptr)
        return;
    menu.addSeparator();
    for (const LinkTemplate& link : m_links) {
        const auto url = expandLink(link.address, *m_model->detail());
        QString name = link.name;
        QAction* open = menu.addAction(tr("Open in %1").arg(name.replace(QLatin1Char('&'), QStringLiteral("&&"))), this,
                                       [url] { QDesktopServices::openUrl(*url); });
        open->setEnabled(url.has_value());
        open->setToolTip(url ? url->toDisplayString() : tr("The span lacks a value that the address needs"));
    }
    menu.setToolTipsVisible(true);
}

void DetailPanel::openMenu(const QPoint& globalPosition)
{
    QMenu menu(this);
    const auto copyAs = [this](DetailTree::CopyAs what) { return [this, what] { m_tree->copySelected(what); }; };
    if (const SpanLink* link = m_table == nullptr ? nullptr : m_tree->currentLink()) {
        menu.addAction(link->traceId == m_table->traceId ? tr("&Go to Linked Span") : tr("&Open Linked Trace"), this,
                       [this, link = *link] { emit linkWanted(link); });
        menu.addSeparator();
    }
    menu.addAction(tr("Copy &Value"), QKeySequence::Copy, this, copyAs(DetailTree::CopyAs::Value));
    menu.addAction(tr("Copy &Key"), this, copyAs(DetailTree::CopyAs::Key));
    menu.addAction(tr("Copy Key&=Value"), this, copyAs(DetailTree::CopyAs::KeyValue));
    menu.addSeparator();
    menu.addAction(tr("Copy Span as &JSON"), this, [this] { QGuiApplication::clipboard()->setText(spanJson()); });
    addToolLinks(menu);
    menu.addSeparator();
    menu.addAction(tr("&Unfold All"), m_tree, &QTreeView::expandAll);
    menu.addAction(tr("&Fold All"), m_tree, &QTreeView::collapseAll);
    menu.exec(globalPosition);
}

} // namespace tailrace
