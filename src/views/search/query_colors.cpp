// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/search/query_colors.h"

#include "views/common/theme.h"

#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QRegularExpression>
#include <QTextCharFormat>

namespace tailrace {

namespace {

struct Piece {
    int start = 0;
    int length = 0;
    QColor color;
};

/// Strings, numbers and durations, names of fields.
QList<Piece> piecesOf(const QString& text)
{
    const bool isDark = Theme::instance().isDark();
    const QColor ofString = isDark ? QColor(0x7f, 0xd1, 0xa0) : QColor(0x0b, 0x78, 0x45);
    const QColor ofNumber = isDark ? QColor(0xe3, 0xb0, 0x6b) : QColor(0x9a, 0x5b, 0x00);
    const QColor ofField = isDark ? QColor(0xc0, 0xa4, 0xf5) : QColor(0x6b, 0x46, 0xc1);
    static const QRegularExpression words(
        QStringLiteral(R"re(("(?:[^"\\]|\\.)*"?|`[^`]*`?)|(\b[0-9][0-9.]*(?:ns|us|µs|ms|s|m|h)?\b)|([A-Za-z.][\w.:/-]*))re"));
    QList<Piece> pieces;
    auto matches = words.globalMatch(text);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        const QColor color = match.capturedLength(1) > 0   ? ofString
                             : match.capturedLength(2) > 0 ? ofNumber
                                                           : ofField;
        pieces.append({static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()), color});
    }
    return pieces;
}

} // namespace

void colorQuery(QLineEdit& line, int column)
{
    const QString text = line.text();
    QList<QInputMethodEvent::Attribute> attributes;
    const auto add = [&](int start, int length, const QTextCharFormat& format) {
        attributes.append({QInputMethodEvent::TextFormat, start - line.cursorPosition(), length, format});
    };
    if (text.contains(QLatin1Char('{')))
        for (const Piece& piece : piecesOf(text)) {
            QTextCharFormat format;
            format.setForeground(piece.color);
            add(piece.start, piece.length, format);
        }
    if (column > 0 && !text.isEmpty()) {
        // Columns count characters, the line counts UTF-16 units.
        const QString before =
            QString::fromStdU32String(text.toStdU32String().substr(0, static_cast<std::size_t>(column - 1)));
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(themeColors().error);
        format.setForeground(themeColors().error);
        add(static_cast<int>(std::min(before.size(), text.size() - 1)), 1, format);
    }
    // The one way in which a line edit takes formats: as an input method's, of text that it does not change.
    QInputMethodEvent event(QString(), attributes);
    QCoreApplication::sendEvent(&line, &event);
}

} // namespace tailrace
