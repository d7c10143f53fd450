// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One message at the top of the page, in place of a dialog that would be in the way: a sign, a sentence that can
// be selected, at most one thing to do about it, and a button that closes it. GUI thread only.

#include "views/common/message_sign.h"

#include <QWidget>

#include <functional>

class QLabel;

namespace tailrace {

class MessageBar : public QWidget
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    /// Replaces what was shown. `offer` is the text of a link after the message, `act` what a click on it does.
    void showMessage(MessageKind kind, const QString& text, const QString& offer = {},
                     std::function<void()> act = {});
    void clear();
    [[nodiscard]] QString text() const { return m_message; }
    [[nodiscard]] MessageKind kind() const { return m_kind; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showText();

    QLabel* m_label;
    MessageKind m_kind = MessageKind::Info;
    QString m_message;
    QString m_offer;
    std::function<void()> m_act;
};

} // namespace tailrace
