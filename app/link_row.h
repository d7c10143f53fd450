// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A line that can be clicked, or chosen with Tab and Enter: a title and, in the second weight, what it is. GUI
// thread only.

#include <QAbstractButton>

namespace tailrace {

class LinkRow : public QAbstractButton
{
    Q_OBJECT

public:
    LinkRow(const QString& title, const QString& detail, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QString m_detail;
};

} // namespace tailrace
