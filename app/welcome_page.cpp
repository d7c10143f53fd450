// SPDX-License-Identifier: GPL-3.0-or-later
#include "welcome_page.h"

#include "link_row.h"
#include "model/items/recent_files.h"
#include "views/common/theme.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kWidth = 560;
constexpr int kRecentShown = 6;

QLabel* heading(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    label->setContentsMargins(8, 20, 0, 4);
    return label;
}

} // namespace

WelcomePage::WelcomePage(const RecentFiles* recent, const QList<Sample>& samples, QWidget* parent)
    : QWidget(parent)
    , m_recent(recent)
    , m_invitation(new QLabel(this))
    , m_recentPart(new QWidget(this))
    , m_recentRows(new QVBoxLayout(m_recentPart))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* middle = new QWidget(this);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(1);

    QFont large = m_invitation->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    m_invitation->setFont(large);
    m_invitation->setTextFormat(Qt::RichText);
    m_invitation->setContentsMargins(8, 0, 8, 4);
    m_invitation->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    column->addWidget(m_invitation);

    m_recentRows->setContentsMargins(0, 0, 0, 0);
    m_recentRows->setSpacing(1);
    column->addWidget(m_recentPart);
    if (!samples.isEmpty()) {
        column->addWidget(heading(tr("Samples"), this));
        for (const Sample& sample : samples)
            column->addWidget(makeRow(sample.title, sample.detail, {sample.path}));
    }

    auto* outer = new QVBoxLayout(this);
    outer->addStretch(2);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(middle, 1000);
    row->addStretch(1);
    outer->addLayout(row);
    outer->addStretch(3);

    connect(m_invitation, &QLabel::linkActivated, this, &WelcomePage::openDialogRequested);
    connect(m_recent, &RecentFiles::changed, this, &WelcomePage::showRecent);
    connect(&Theme::instance(), &Theme::changed, this, &WelcomePage::showInvitation);
    showInvitation();
    // In one line where there is room for it; a narrow window breaks it.
    middle->setMaximumWidth(std::max(kWidth, m_invitation->sizeHint().width()));
    m_invitation->setWordWrap(true);
    showRecent();
}

void WelcomePage::showInvitation()
{
    m_invitation->setText(
        tr("Drop a trace file or a folder here, <a href=\"open\" style=\"color:%1;text-decoration:none\">open "
           "a file</a>, or look at a sample.")
            .arg(Theme::instance().colors().accent.name()));
}

void WelcomePage::showRecent()
{
    qDeleteAll(m_recentPart->findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
    const auto& entries = m_recent->entries();
    m_recentPart->setVisible(!entries.isEmpty());
    if (entries.isEmpty())
        return;
    m_recentRows->addWidget(heading(tr("Recent"), m_recentPart));
    for (int i = 0; i < std::min<int>(kRecentShown, static_cast<int>(entries.size())); ++i) {
        const QStringList& files = entries.at(i);
        LinkRow* row = makeRow(RecentFiles::title(files), RecentFiles::place(files), files);
        row->setToolTip(files.join(u'\n'));
        m_recentRows->addWidget(row);
    }
}

LinkRow* WelcomePage::makeRow(const QString& title, const QString& detail, const QStringList& files)
{
    auto* row = new LinkRow(title, detail, this);
    connect(row, &QAbstractButton::clicked, this, [this, files] { emit openRequested(files); });
    return row;
}

} // namespace tailrace
