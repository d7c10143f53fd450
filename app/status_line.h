// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The line at the bottom of the window: what is open and how much it is, with a link to the import report where
// there was trouble; what the page on show says; the size of the cache. GUI thread only.

#include "import_task.h"

#include <QWidget>

class QLabel;

namespace tailrace {

class StatusLine : public QWidget
{
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    /// `pageText` is what a trace's page says; while there is one, the document is only named.
    void showDocument(const OpenedDocumentPtr& document, const QString& pageText);
    /// What stands on the left, without mark-up.
    [[nodiscard]] QString text() const;

signals:
    void reportRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();

    OpenedDocumentPtr m_document;
    QString m_pageText;
    QString m_plain;
    QString m_trouble;
    QLabel* m_left;
    QLabel* m_right;
};

} // namespace tailrace
