// SPDX-License-Identifier: GPL-3.0-or-later
#include "status_line.h"

#include "model/base/format.h"
#include "model/items/recent_files.h"
#include "views/common/theme.h"
#include "views/sources/import_report_sheet.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace tailrace {

namespace {

QString counted(std::uint64_t count, const char* noun)
{
    return QString::fromStdString(formatCount(count, noun));
}

} // namespace

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent)
    , m_left(new QLabel(this))
    , m_right(new QLabel(this))
{
    m_left->setTextFormat(Qt::RichText);
    m_left->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_right->setForegroundRole(QPalette::PlaceholderText); // the theme's second weight
    m_left->setMinimumWidth(1);                            // a long name must not widen the window
    m_left->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 5, 10, 4);
    row->setSpacing(16);
    row->addWidget(m_left, 1);
    row->addWidget(m_right);
    connect(m_left, &QLabel::linkActivated, this, &StatusLine::reportRequested);
    connect(&Theme::instance(), &Theme::changed, this, &StatusLine::refresh);
}

void StatusLine::showDocument(const OpenedDocumentPtr& document, const QString& pageText)
{
    m_document = document;
    m_pageText = pageText;
    refresh();
}

QString StatusLine::text() const
{
    return m_trouble.isEmpty() ? m_plain : m_plain + QStringLiteral(" · ") + m_trouble;
}

void StatusLine::refresh()
{
    m_plain.clear();
    m_trouble.clear();
    m_right->clear();
    if (m_document) {
        const ImportOutcome& outcome = m_document->outcome;
        QStringList parts;
        if (m_pageText.isEmpty() && m_document->isGrowing) {
            parts = {RecentFiles::title(m_document->inputs),
                     tr("%1 so far").arg(counted(m_document->totals.traces, "trace")),
                     counted(m_document->totals.spans, "span")};
        } else if (m_pageText.isEmpty()) {
            parts = {counted(outcome.reports.size(), "file"), counted(m_document->totals.traces, "trace"),
                     counted(m_document->totals.spans, "span")};
            m_trouble = troubleText(totalsOf(outcome.reports, outcome.failures));
        } else {
            parts = {RecentFiles::title(m_document->inputs), m_pageText};
        }
        m_plain = parts.join(QStringLiteral(" · "));
        m_right->setText(m_document->isGrowing ? tr("still reading") : tr("cache %1").arg(QString::fromStdString(formatBytes(m_document->cacheBytes))));
        m_right->setToolTip(QString::fromStdString(outcome.cacheFile));
    }
    const ThemeColors& colors = Theme::instance().colors();
    QString html = QStringLiteral("<span style=\"color:%1\">%2</span>")
                       .arg(colors.mutedText.name(),
                            m_plain.toHtmlEscaped().replace(QStringLiteral("  "), QStringLiteral("&nbsp; ")));
    if (!m_trouble.isEmpty())
        html += QStringLiteral("<span style=\"color:%1\"> · </span><a href=\"report\" "
                               "style=\"color:%2;text-decoration:none\">%3</a>")
                    .arg(colors.mutedText.name(), colors.accent.name(), m_trouble.toHtmlEscaped());
    m_left->setText(html);
    update();
}

void StatusLine::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const ThemeColors& colors = Theme::instance().colors();
    painter.fillRect(rect(), colors.window);
    painter.fillRect(QRect(0, 0, width(), 1), colors.line);
}

} // namespace tailrace
