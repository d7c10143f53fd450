// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace/trace_find.h"

#include "model/analysis/trace_search.h"
#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "views/trace/find_bar.h"
#include "views/waterfall/waterfall_view.h"

namespace tailrace {

namespace {

constexpr int kTypingMs = 120;
constexpr int kPatienceMs = 200;

QString countText(std::size_t count)
{
    return QString::fromStdString(formatCount(count));
}

} // namespace

TraceFind::TraceFind(const QString& cacheFile, Selection& selection, WaterfallView& waterfall, FindBar& bar,
                     QObject* parent)
    : QObject(parent)
    , m_cacheFile(cacheFile)
    , m_selection(selection)
    , m_waterfall(waterfall)
    , m_bar(bar)
{
    m_bar.hide();
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_typing, &QTimer::timeout, this, &TraceFind::search);
    connect(&m_patience, &QTimer::timeout, this, [this] { m_bar.showResult(tr("Searching…")); });
    connect(&m_bar, &FindBar::queryChanged, this, [this] {
        m_job.cancel();
        m_hasAnswer = false;
        m_wanted = Step::None;
        m_typing.start();
    });
    connect(&m_bar, &FindBar::modeChanged, this, [this] {
        m_waterfall.setMatches({m_waterfall.matches().spans, m_bar.mode()});
    });
    connect(&m_bar, &FindBar::nextWanted, this, &TraceFind::next);
    connect(&m_bar, &FindBar::previousWanted, this, &TraceFind::previous);
    connect(&m_bar, &FindBar::closeWanted, this, &TraceFind::close);
    connect(&m_selection, &Selection::traceChanged, this, [this] {
        m_hasAnswer = false;
        if (isOpen())
            search();
    });
    connect(&m_selection, &Selection::currentChanged, this, [this] {
        if (m_hasAnswer && !m_isStepping)
            showCount();
    });
    connect(&m_waterfall, &WaterfallView::rowsChanged, this, [this] {
        if (m_hasAnswer && !m_isStepping)
            showCount();
    });
}

bool TraceFind::isOpen() const
{
    return !m_bar.isHidden();
}

void TraceFind::open()
{
    if (!isOpen() && !m_bar.query().isEmpty())
        search();
    m_bar.show();
    m_bar.focusQuery();
}

void TraceFind::close()
{
    if (!isOpen())
        return;
    m_typing.stop();
    m_patience.stop();
    m_job.cancel();
    m_hasAnswer = false;
    m_wanted = Step::None;
    m_bar.hide();
    m_waterfall.setMatches({});
    emit closed();
}

void TraceFind::next()
{
    walk(Step::Next);
}

void TraceFind::previous()
{
    walk(Step::Previous);
}

void TraceFind::search()
{
    m_typing.stop();
    m_job.cancel();
    const SpanTablePtr table = m_selection.trace();
    if (table == nullptr || m_bar.query().trimmed().isEmpty()) {
        m_patience.stop();
        m_hasAnswer = false;
        m_waterfall.setMatches({{}, m_bar.mode()});
        m_bar.showResult({});
        m_bar.setWalkable(false);
        return;
    }
    m_patience.start();
    const auto work = [file = m_cacheFile.toStdString(), table, query = m_bar.query().toStdString()](
                          const std::stop_token& stop) { return searchTrace(file, *table, query, stop); };
    m_job.start(work, [this](Result<SpanMatches> found) {
        m_patience.stop();
        if (found && !found->problem) {
            take(std::move(found->matches));
            return;
        }
        m_wanted = Step::None;
        m_waterfall.setMatches({{}, m_bar.mode()});
        m_bar.setWalkable(false);
        if (found)
            m_bar.showResult(tr("Character %1:").arg(found->problem.column), toQString(found->problem.message),
                             true);
        else
            m_bar.showResult(tr("Not searched:"), QString::fromStdString(found.error().text()), true);
    });
}

void TraceFind::take(std::vector<SpanIndex> matches)
{
    m_isStepping = true; // what it changes is counted once, below
    m_waterfall.setMatches({std::move(matches), m_bar.mode()});
    m_isStepping = false;
    m_hasAnswer = true;
    m_bar.setWalkable(!m_waterfall.matches().empty());
    showCount();
    if (const Step step = std::exchange(m_wanted, Step::None); step != Step::None)
        walk(step);
}

void TraceFind::walk(Step step)
{
    if (!isOpen()) {
        if (m_bar.query().trimmed().isEmpty())
            return open();
        m_bar.show();
    }
    if (m_bar.query().trimmed().isEmpty())
        return m_bar.focusQuery();
    if (!m_hasAnswer) {
        m_wanted = step;
        if (!m_job.isRunning())
            search();
        return;
    }
    const Matches& matches = m_waterfall.matches();
    const SpanIndex from = m_selection.current();
    const SpanIndex to = step == Step::Next ? matches.after(from) : matches.before(from);
    if (to == kNoSpan)
        return;
    const bool wraps = from != kNoSpan && (step == Step::Next ? to <= from : to >= from);
    m_isStepping = true;
    m_waterfall.goTo(to);
    m_isStepping = false;
    if (!wraps)
        showCount();
    else if (matches.spans.size() == 1)
        showCount(tr("the only one"));
    else
        showCount(step == Step::Next ? tr("from the first again") : tr("from the last again"));
}

void TraceFind::showCount(const QString& notice)
{
    const Matches& matches = m_waterfall.matches();
    const std::size_t count = matches.spans.size();
    if (count == 0) {
        m_bar.showResult(tr("No match"), {}, true);
        return;
    }
    const std::size_t number = matches.numberOf(m_selection.current());
    const QString text = number > 0   ? tr("%1 of %2").arg(countText(number), countText(count))
                         : count == 1 ? tr("1 match")
                                      : tr("%1 matches").arg(countText(count));
    QStringList notes;
    if (!notice.isEmpty())
        notes << notice;
    if (const std::size_t hidden = hiddenMatches(matches, m_waterfall.rows()); hidden > 0)
        notes << tr("%1 not on show").arg(countText(hidden));
    m_bar.showResult(text, notes.join(QStringLiteral(" · ")));
}

} // namespace tailrace
