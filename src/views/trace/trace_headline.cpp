// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace/trace_headline.h"

#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "views/common/theme.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace tailrace {

namespace {

constexpr qsizetype kLongestName = 160; // characters

QString escaped(const QString& text)
{
    const QString shortened = text.size() > kLongestName ? text.left(kLongestName) + QChar(0x2026) : text;
    return shortened.toHtmlEscaped();
}

/// "<b>8</b> spans": the number stands out, the noun does not.
QString boldCount(std::uint64_t count, const char* noun)
{
    const QString text = QString::fromStdString(formatCount(count, noun));
    const qsizetype space = text.indexOf(QLatin1Char(' '));
    return QStringLiteral("<b>%1</b>%2").arg(text.left(space), text.mid(space));
}

QLabel* richLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::RichText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextBrowserInteraction);
    label->setMinimumWidth(1);
    return label;
}

} // namespace

QString shortId(TraceId id)
{
    // A 64-bit id begins with 16 zeros, which nobody recognises it by.
    const QString hex = toQString(toHex(id));
    const QString digits = id.hi == 0 ? hex.mid(16) : hex;
    return digits.left(8);
}

TraceHeadline::TraceHeadline(QWidget* parent)
    : QWidget(parent)
    , m_facts(richLabel(this))
    , m_sentence(richLabel(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 10, 16, 10);
    layout->setSpacing(4);
    layout->addWidget(m_facts);
    layout->addWidget(m_sentence);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    connect(m_facts, &QLabel::linkActivated, this, [this](const QString& link) {
        if (link == QStringLiteral("errors"))
            emit errorsClicked();
        else if (link == QStringLiteral("clocks"))
            emit clocksClicked();
        else
            emit idClicked();
    });
    connect(&Theme::instance(), &Theme::changed, this, &TraceHeadline::showTrace);
}

void TraceHeadline::setTrace(SpanTablePtr trace, const std::string& story)
{
    m_trace = std::move(trace);
    m_story = QString::fromStdString(story);
    showTrace();
}

void TraceHeadline::setClocks(const ClockLayer* clocks)
{
    QString text;
    if (clocks != nullptr && clocks->movedHosts() == 0)
        text = tr("clocks corrected: none differs");
    else if (clocks != nullptr)
        text = tr("clocks corrected: %1")
                   .arg(QString::fromStdString(formatCount(clocks->movedHosts(), "host")));
    if (text == m_clocks)
        return;
    m_clocks = text;
    showTrace();
}

void TraceHeadline::setTimeDisplay(TimeDisplay display)
{
    m_display = display == TimeDisplay::Relative ? TimeDisplay::Utc : display;
    showTrace();
}

void TraceHeadline::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        showTrace();
    QWidget::changeEvent(event);
}

void TraceHeadline::showTrace()
{
    if (m_trace == nullptr)
        return;
    const SpanTable& trace = *m_trace;
    const ThemeColors& colors = themeColors();
    const SpanIndex root = trace.mainRoot;
    const QString name = root == kNoSpan ? QString() : toQString(trace.name(root));
    QStringList parts;
    if (root != kNoSpan && !trace.service(root).empty())
        parts << escaped(toQString(trace.service(root)));
    parts << instantText(trace.traceStartNs, 0, m_display);
    const QString strong = QStringLiteral("<span style='color:%1'>%2</span>").arg(colors.text.name());
    parts << strong.arg(
        QStringLiteral("<b>%1</b>").arg(QString::fromStdString(formatDuration(trace.traceDurationNs))));
    parts << boldCount(trace.size(), "span") << boldCount(trace.services.size(), "service");
    if (trace.roots.size() > 1)
        parts << boldCount(trace.roots.size(), "root");
    if (trace.errorCount == 0)
        parts << tr("no errors");
    else
        parts << QStringLiteral("<a href='errors' style='color:%1;text-decoration:none'>%2</a>")
                     .arg(colors.error.name(), boldCount(trace.errorCount, "error"));
    if (!m_clocks.isEmpty())
        parts << QStringLiteral("<a href='clocks' style='color:%1;text-decoration:none'>↔ %2</a>")
                     .arg(colors.accent.name(), m_clocks.toHtmlEscaped());
    parts << QStringLiteral("<a href='id' style='color:%1;text-decoration:none'>%2</a>")
                 .arg(colors.mutedText.name(), shortId(trace.traceId));
    const double size = font().pointSizeF() > 0 ? font().pointSizeF() : 10;
    m_facts->setText(QStringLiteral("<span style='font-size:%1pt; font-weight:600'>%2</span>&nbsp;&nbsp; "
                                    "<span style='color:%3'>%4</span>")
                         .arg(size * 1.45, 0, 'f', 1)
                         .arg(name.isEmpty() ? tr("(no name)") : escaped(name), colors.mutedText.name(),
                              parts.join(QStringLiteral(" · "))));
    m_facts->setToolTip(name.size() > kLongestName ? name.left(10'000).toHtmlEscaped() : QString());
    m_sentence->setText(m_story);
    m_sentence->setVisible(!m_story.isEmpty());
}

} // namespace tailrace
