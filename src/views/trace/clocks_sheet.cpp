// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace/clocks_sheet.h"

#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "model/items/trace_clocks.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QTableWidget>
#include <QVBoxLayout>

#include <cmath>

namespace tailrace {

namespace {

QString count(std::uint64_t number, const char* noun)
{
    return QString::fromStdString(formatCount(number, noun));
}

QString hostText(const HostClock& host)
{
    return host.name.empty() ? ClocksSheet::tr("(unknown host)") : toQString(host.name);
}

/// "−500 ms … −440 ms", with the open sides said in words.
QString intervalText(const HostClock& host)
{
    if (host.reference == kNoHost)
        return {};
    if (!host.feasible)
        return ClocksSheet::tr("contradictory");
    const bool hasLow = host.lowNs != INT64_MIN;
    const bool hasHigh = host.highNs != INT64_MAX;
    if (hasLow && hasHigh)
        return ClocksSheet::tr("%1 … %2").arg(offsetText(host.lowNs), offsetText(host.highNs));
    if (hasLow)
        return ClocksSheet::tr("at least %1").arg(offsetText(host.lowNs));
    return hasHigh ? ClocksSheet::tr("at most %1").arg(offsetText(host.highNs)) : ClocksSheet::tr("unknown");
}

QString intervalToolTip(const HostClock& host)
{
    if (host.reference == kNoHost)
        return {};
    if (!host.feasible)
        return ClocksSheet::tr("No offset suits all calls: the clock drifted, or a span is not what it seems. The "
                               "mean of the calls is taken.");
    return ClocksSheet::tr("Any offset in between keeps every server within its client. If 0 is among them, "
                           "nothing says that the clock is wrong, and it is left as it is.");
}

} // namespace

QString offsetText(std::int64_t ns)
{
    if (ns == 0)
        return QStringLiteral("0");
    return (ns > 0 ? QStringLiteral("+") : QString()) + QString::fromStdString(formatDuration(ns));
}

std::optional<std::int64_t> parseOffset(const QString& text)
{
    static const QRegularExpression kPattern(
        QStringLiteral("^([+\\-−]?)\\s*(\\d+(?:[.,]\\d*)?|[.,]\\d+)\\s*(ns|us|µs|μs|ms|s|min|h|)$"));
    const QRegularExpressionMatch match = kPattern.match(text.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = match.captured(3);
    const double length = unit == u"ns"                                     ? 1
                          : unit == u"us" || unit == u"µs" || unit == u"μs" ? 1e3
                          : unit == u"s"                                    ? 1e9
                          : unit == u"min"                                  ? 60e9
                          : unit == u"h"                                    ? 3600e9
                                                                            : 1e6;
    const double ns = match.captured(2).replace(u',', u'.').toDouble() * length;
    if (!(ns <= static_cast<double>(TraceClocks::kFurthestNs)))
        return std::nullopt;
    const std::int64_t rounded = std::llround(ns);
    return match.captured(1).isEmpty() || match.captured(1) == u"+" ? rounded : -rounded;
}

ClocksSheet::ClocksSheet(TraceClocks& clocks, QWidget* parent)
    : QDialog(parent)
    , m_clocks(clocks)
    , m_on(new QCheckBox(tr("&Correct clocks"), this))
    , m_summary(new QLabel(this))
    , m_table(new QTableWidget(0, ColumnCount, this))
    , m_reset(new QPushButton(tr("&Reset Host"), this))
    , m_resetAll(new QPushButton(tr("Reset &All"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Clocks"));
    auto* help =
        new QLabel(tr("A server cannot begin before its client asked, nor end after the client had its "
                      "answer: so calls between two hosts tell by how much their clocks differ. Recorded "
                      "times are never changed; corrected ones are shown in their place while this is on. "
                      "Double click an offset to set your own, such as -12.5 ms."),
                   this);
    help->setWordWrap(true);
    m_summary->setWordWrap(true);
    m_table->setHorizontalHeaderLabels({tr("Host"), tr("Spans"), tr("Compared with"), tr("Calls"), tr("Estimate"),
                                        tr("Possible"), tr("Offset in use")});
    m_table->setAccessibleName(tr("Clocks of the hosts"));
    m_table->verticalHeader()->hide();
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->setSectionResizeMode(Host, QHeaderView::Stretch);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    for (QPushButton* button : findChildren<QPushButton*>()) {
        button->setIcon({});
        button->setAutoDefault(false);
    }
    auto* row = new QHBoxLayout;
    row->addWidget(m_reset);
    row->addWidget(m_resetAll);
    row->addStretch(1);
    row->addWidget(buttons);
    auto* column = new QVBoxLayout(this);
    column->addWidget(help);
    column->addWidget(m_on);
    column->addWidget(m_table, 1);
    column->addWidget(m_summary);
    column->addLayout(row);
    connect(m_on, &QCheckBox::toggled, this, [this](bool on) { m_clocks.setOn(on); });
    connect(m_table, &QTableWidget::cellChanged, this, &ClocksSheet::takeOffset);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, [this] { showClocks(); });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        if (m_clocks.layer() != nullptr && m_table->currentRow() >= 0)
            m_clocks.resetOffset(static_cast<HostIndex>(m_table->currentRow()));
    });
    connect(m_resetAll, &QPushButton::clicked, this, [this] {
        if (m_clocks.layer() != nullptr)
            m_clocks.resetOffsets();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&m_clocks, &TraceClocks::changed, this, &ClocksSheet::showClocks);
    resize(880, 380);
    showClocks();
    m_clocks.estimate();
}

QString ClocksSheet::summary() const
{
    const ClockLayer* layer = m_clocks.layer();
    if (layer == nullptr)
        return tr("Comparing the clocks…");
    if (layer->hosts().size() < 2)
        return tr("All spans were recorded by one clock.");
    if (layer->movedHosts() == 0)
        return layer->pairs().empty() ? tr("No client called a server on another host: nothing tells whether the "
                                           "clocks agree.")
                                      : tr("The clocks agree, as far as the calls can tell.");
    return tr("%1 on %2 of %3.")
               .arg(count(layer->movedSpans(), "span"), QString::number(layer->movedHosts()),
                    count(layer->hosts().size(), "host")) +
           u' ' + (m_clocks.isOn() ? tr("They are shown moved.") : tr("They would be moved."));
}

void ClocksSheet::showClocks()
{
    m_isFilling = true;
    m_on->setChecked(m_clocks.isOn());
    m_summary->setText(summary());
    const ClockLayer* layer = m_clocks.layer();
    const int rows = layer == nullptr ? 0 : static_cast<int>(layer->hosts().size());
    const bool isNew = m_table->rowCount() != rows;
    m_table->setRowCount(rows);
    bool anySet = false;
    for (int row = 0; row < rows; ++row) {
        fillRow(row, *layer);
        anySet = anySet || layer->hosts()[static_cast<std::size_t>(row)].isSet;
    }
    if (isNew)
        for (int i = Spans; i < ColumnCount; ++i)
            m_table->resizeColumnToContents(i);
    const int current = m_table->currentRow();
    m_reset->setEnabled(current >= 0 && current < rows && layer->hosts()[static_cast<std::size_t>(current)].isSet);
    m_resetAll->setEnabled(anySet);
    m_isFilling = false;
}

void ClocksSheet::fillRow(int row, const ClockLayer& layer)
{
    const HostClock& host = layer.hosts()[static_cast<std::size_t>(row)];
    const bool follows = host.reference != kNoHost;
    const QString against = follows ? hostText(layer.hosts()[host.reference])
                            : layer.hosts().size() > 1 && layer.movedHosts() > 0 && host.offsetNs == 0
                                ? tr("leads")
                                : tr("–");
    const QString texts[] = {hostText(host),
                             QString::fromStdString(formatCount(host.spans)),
                             against,
                             follows ? QString::fromStdString(formatCount(host.spanPairs)) : QString(),
                             follows ? offsetText(host.estimatedNs) : QString(),
                             intervalText(host),
                             offsetText(host.offsetNs)};
    for (int column = 0; column < ColumnCount; ++column) {
        QTableWidgetItem* item = m_table->item(row, column);
        if (item == nullptr) {
            item = new QTableWidgetItem;
            if (column != Offset)
                item->setFlags(item->flags() & ~Qt::ItemIsEditable);
            if (column != Host && column != Against)
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_table->setItem(row, column, item);
        }
        item->setText(texts[column]);
    }
    m_table->item(row, Interval)->setToolTip(intervalToolTip(host));
    QTableWidgetItem* own = m_table->item(row, Offset);
    QFont font = own->font();
    font.setBold(host.isSet);
    own->setFont(font);
    own->setToolTip(host.isSet ? tr("Set by you") : tr("As estimated; double click to set your own"));
}

void ClocksSheet::takeOffset(int row, int column)
{
    if (m_isFilling || column != Offset || m_clocks.layer() == nullptr)
        return;
    const auto host = static_cast<HostIndex>(row);
    const QString text = m_table->item(row, column)->text();
    if (text.trimmed().isEmpty())
        m_clocks.resetOffset(host);
    else if (const auto offset = parseOffset(text); !offset)
        showClocks();
    // Leaving the editor with the rounded text that was in it sets nothing.
    else if (text != offsetText(m_clocks.layer()->hosts()[host].offsetNs))
        m_clocks.setOffset(host, *offset);
}

} // namespace tailrace
