// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/operations_table.h"

#include "model/base/format.h"
#include "model/items/cache_work.h"
#include "model/items/to_qstring.h"
#include "views/tables/figure_table.h"
#include "views/tables/table_pane.h"

#include <QComboBox>
#include <QLineEdit>
#include <QVBoxLayout>

#include <set>

namespace tailrace {

namespace {

constexpr int kFixedGroupings = 3;
constexpr std::size_t kMostKeys = 500;         // that are offered; any other can be typed
constexpr std::size_t kSpansLookedAt = 20'000; // for keys to offer

/// The span's value, or else its resource's.
std::optional<std::string> valueOf(const SpanDetail& span, std::string_view key)
{
    for (const AttributeList* list : {&span.attributes, &span.resource.attributes})
        if (const Value* value = findValue(*list, key))
            return displayText(*value);
    return std::nullopt;
}

using Values = std::vector<std::optional<std::string>>;

Result<StatsTable> statsByAttribute(const std::string& cacheFile, const SpanTable& trace, const CriticalPath& path,
                                    const std::string& key, const std::stop_token& stop)
{
    Values values;
    values.reserve(trace.size());
    const Result<void> read = readFromCache<void>(cacheFile, stop, [&](CacheReader& reader) {
        return reader.forEachSpan(trace.traceId, [&](const SpanDetail& span) {
            values.push_back(valueOf(span, key));
            return true;
        });
    });
    if (!read)
        return tl::unexpected(read.error());
    if (values.size() != trace.size())
        return failure(ErrorCode::Internal, "the cache holds another number of spans than the trace");
    return operationStatsBy(trace, path, [&values](SpanIndex span) { return values[span]; });
}

QStringList keysOf(const std::string& cacheFile, TraceId trace, const std::stop_token& stop)
{
    std::set<std::string> keys;
    std::size_t spans = 0;
    // What cannot be read is not offered; any key can be typed.
    (void)readFromCache<void>(cacheFile, stop, [&](CacheReader& reader) {
        return reader.forEachSpan(trace, [&](const SpanDetail& span) {
            for (const AttributeList* list : {&span.attributes, &span.resource.attributes})
                for (const auto& attribute : *list)
                    keys.insert(attribute.key);
            return ++spans < kSpansLookedAt && keys.size() < kMostKeys;
        });
    });
    QStringList names;
    for (const std::string& key : keys)
        names.append(QString::fromStdString(key));
    return names;
}

} // namespace

OperationsTable::OperationsTable(Selection& selection, PathLayer& layer, const QString& cacheFile, QWidget* parent)
    : QWidget(parent)
    , m_selection(selection)
    , m_layer(layer)
    , m_cacheFile(cacheFile)
    , m_pane(new TablePane(
          &m_model, [this] { return m_model.csv(); }, QStringLiteral("operations"), this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_pane);
    setFocusProxy(m_pane);
    m_pane->table()->setAccessibleName(tr("Operations"));
    QComboBox* grouping = m_pane->grouping();
    grouping->setEditable(true);
    grouping->setInsertPolicy(QComboBox::NoInsert);
    grouping->addItems({tr("Operation"), tr("Service"), tr("Kind")});
    grouping->setMinimumContentsLength(18);
    grouping->lineEdit()->setPlaceholderText(tr("any attribute"));
    grouping->setToolTip(tr("Service and name, service, kind, or the name of any attribute"));
    connect(grouping, &QComboBox::textActivated, this, &OperationsTable::takeText);
    connect(grouping->lineEdit(), &QLineEdit::returnPressed, this,
            [this] { takeText(m_pane->grouping()->currentText()); });
    connect(m_pane->table(), &FigureTable::spanChosen, this,
            [this](SpanIndex span) { m_selection.setCurrent(span); });
    connect(m_pane, &TablePane::failed, this, &OperationsTable::failed);
    connect(&layer, &PathLayer::pathChanged, this, &OperationsTable::fill);
    connect(&selection, &Selection::currentChanged, this, &OperationsTable::showSelected);
}

void OperationsTable::takeText(const QString& text)
{
    for (int i = 0; i < kFixedGroupings; ++i) {
        if (text.compare(m_pane->grouping()->itemText(i), Qt::CaseInsensitive) == 0) {
            setGrouping(static_cast<StatsGrouping>(i));
            return;
        }
    }
    if (!text.trimmed().isEmpty())
        setAttribute(text.trimmed());
}

void OperationsTable::setGrouping(StatsGrouping grouping)
{
    if (grouping == m_grouping)
        return;
    m_grouping = grouping;
    m_pane->grouping()->setCurrentIndex(static_cast<int>(grouping));
    fill();
}

void OperationsTable::setAttribute(const QString& key)
{
    if (m_grouping == StatsGrouping::Value && m_attribute == key)
        return;
    m_grouping = StatsGrouping::Value;
    m_attribute = key;
    m_pane->grouping()->setEditText(key);
    fill();
}

bool OperationsTable::isReady() const
{
    return !m_isOld && m_layer.path() != nullptr && !m_job.isRunning();
}

void OperationsTable::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isOld)
        fill();
    if (!m_attributesOffered)
        offerAttributes();
}

void OperationsTable::fill()
{
    m_job.cancel();
    m_isOld = !isVisible();
    const TracePathPtr path = m_layer.path();
    const SpanTablePtr trace = m_selection.trace();
    if (m_isOld || path == nullptr || trace == nullptr)
        return;
    if (m_grouping == StatsGrouping::Value) {
        fillByAttribute(trace, path);
        return;
    }
    m_job.start([trace, path, grouping = m_grouping](
                    const std::stop_token&) { return operationStats(*trace, path->path, grouping); },
                [this, trace](StatsTable stats) { show(trace, std::move(stats)); });
}

void OperationsTable::fillByAttribute(const SpanTablePtr& trace, const TracePathPtr& path)
{
    m_job.start([trace, path, file = m_cacheFile.toStdString(), key = m_attribute.toStdString()](
                    const std::stop_token& stop) { return statsByAttribute(file, *trace, path->path, key, stop); },
                [this, trace](Result<StatsTable> stats) {
                    if (stats)
                        show(trace, std::move(*stats));
                    else
                        emit failed(QString::fromStdString(stats.error().text()));
                });
}

void OperationsTable::show(SpanTablePtr trace, StatsTable stats)
{
    const auto groups = static_cast<std::uint64_t>(stats.rows.size());
    m_model.setStats(std::move(trace), std::move(stats), m_attribute);
    m_pane->table()->sortAgain();
    m_pane->setSentence(tr("%1 · totals count spans that run side by side or inside one another each")
                            .arg(toQString(formatCount(groups, "group"))));
    showSelected();
    emit filled();
}

void OperationsTable::offerAttributes()
{
    const SpanTablePtr trace = m_selection.trace();
    if (trace == nullptr)
        return;
    m_attributesOffered = true;
    m_keysJob.start([file = m_cacheFile.toStdString(),
                     id = trace->traceId](const std::stop_token& stop) { return keysOf(file, id, stop); },
                    [this](const QStringList& keys) {
                        const QString text = m_pane->grouping()->currentText();
                        m_pane->grouping()->insertSeparator(kFixedGroupings);
                        m_pane->grouping()->addItems(keys);
                        m_pane->grouping()->setEditText(text);
                    });
}

void OperationsTable::showSelected()
{
    if (!isVisible() || m_selection.current() == kNoSpan)
        return;
    const int row = m_model.rowShowing(m_selection.current());
    if (row != m_pane->table()->currentIndex().row())
        m_pane->table()->showRow(row);
}

} // namespace tailrace
