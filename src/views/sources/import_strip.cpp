// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/import_strip.h"

#include "model/base/format.h"
#include "views/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr int kPollMs = 100;
constexpr int kShowAfterMs = 200; // what is done sooner would only flicker
constexpr int kLineHeight = 3;

QString toText(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

} // namespace

ImportStrip::ImportStrip(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_cancel->setToolTip(tr("Stop reading (Esc)"));
    m_cancel->setAutoDefault(false);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 6, 8, 6 + kLineHeight);
    row->setSpacing(10);
    row->addWidget(m_title);
    row->addWidget(m_text, 1);
    row->addWidget(m_cancel);

    m_timer.setInterval(kPollMs);
    connect(&m_timer, &QTimer::timeout, this, &ImportStrip::poll);
    connect(m_cancel, &QPushButton::clicked, this, &ImportStrip::cancelRequested);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void ImportStrip::start(const QString& title, std::shared_ptr<const Progress> progress)
{
    m_progress = std::move(progress);
    m_what = title;
    m_title->setText(title);
    m_running.start();
    m_fraction = -1;
    poll();
    m_timer.start();
}

void ImportStrip::setTraces(std::uint64_t count)
{
    if (!m_progress)
        return;
    m_title->setText(tr("%1: %2 so far").arg(m_what, toText(formatCount(count, "trace"))));
    poll();
}

void ImportStrip::stop()
{
    m_timer.stop();
    m_progress.reset();
    hide();
}

QString ImportStrip::describe(const Progress& progress)
{
    const std::uint64_t done = progress.bytesDone;
    const std::uint64_t total = progress.bytesTotal;
    const std::uint64_t spans = progress.spans;
    const std::uint64_t problems = progress.problems;
    const double part = fraction(progress);
    QStringList parts;
    switch (progress.stage) {
    case Stage::Waiting:
        return tr("waiting");
    case Stage::Reading:
        parts.append(total == 0 ? toText(formatBytes(done))
                                : tr("%1 of %2").arg(toText(formatBytes(done)), toText(formatBytes(total))));
        break;
    case Stage::Indexing:
        parts.append(
            tr("building trees: %1 of %2")
                .arg(toText(formatCount(progress.itemsDone)), toText(formatCount(progress.itemsTotal, "trace"))));
        break;
    case Stage::Done:
        parts.append(tr("done"));
        break;
    }
    if (part >= 0)
        parts.append(QStringLiteral("%1 %").arg(static_cast<int>(std::floor(part * 100))));
    if (spans > 0)
        parts.append(toText(formatCount(spans, "span")));
    if (problems > 0)
        parts.append(toText(formatCount(problems, "problem")));
    return parts.join(QStringLiteral(" · "));
}

double ImportStrip::fraction(const Progress& progress)
{
    const bool indexing = progress.stage == Stage::Indexing;
    const auto done = static_cast<double>(indexing ? progress.itemsDone.load() : progress.bytesDone.load());
    const auto total = static_cast<double>(indexing ? progress.itemsTotal.load() : progress.bytesTotal.load());
    return total > 0 ? std::clamp(done / total, 0.0, 1.0) : -1;
}

void ImportStrip::poll()
{
    if (!m_progress)
        return;
    const QString text = describe(*m_progress);
    m_text->setText(text);
    setAccessibleName(m_title->text() + QStringLiteral(": ") + text);
    m_fraction = fraction(*m_progress);
    if (!isVisible() && m_running.elapsed() >= kShowAfterMs)
        show();
    update();
}

void ImportStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const ThemeColors& colors = Theme::instance().colors();
    painter.fillRect(rect(), colors.alternateBase);
    const QRect line(0, height() - kLineHeight, width(), kLineHeight);
    painter.fillRect(line, colors.line);
    if (m_fraction >= 0)
        painter.fillRect(QRectF(line.left(), line.top(), line.width() * m_fraction, line.height()), colors.accent);
}

} // namespace tailrace
