// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a view wants on the screen, as plain data: built by functions that know spans and times, put on the screen
// by one that knows neither. So a frame can be kept and replayed while only the pointer moves, counted by tests
// without looking at pixels, and drawn into pictures. Coordinates are logical pixels and lie near the view:
// whoever builds a list clamps them.

#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QStaticText>

#include <vector>

class QPainter;

namespace tailrace {

enum class MarkShape {
    Error,        ///< filled disc with an exclamation mark: this span has an error
    ErrorBelow,   ///< ring: a span below has one
    Warning,      ///< triangle: something about the recording is odd
    Expanded,     ///< triangle that points down
    Collapsed,    ///< triangle that points right
    BeforeView,   ///< arrow to the left: lies before the visible time
    AfterView,    ///< arrow to the right
    Link,         ///< two rings: names spans elsewhere
    LinkIn,       ///< two rings, one filled: spans elsewhere name this one
    Moved,        ///< arrow to both sides: the clock was corrected
    KindClient,   ///< arrow that leaves a line: calls somebody
    KindServer,   ///< arrow that reaches a line: is called
    KindProducer, ///< as client, with a broken shaft: does not wait
    KindConsumer, ///< as server, with a broken shaft
};

struct DrawList {
    struct Fill {
        QRectF rect;
        QColor color;
    };
    struct Frame {
        QRectF rect; ///< the line runs inside of it
        QColor color;
        double width = 1;
    };
    struct Mark {
        MarkShape shape;
        QRectF rect;
        QColor color;
        QColor inner; ///< of the sign inside a filled shape
    };
    struct Text {
        QPointF topLeft;
        QStaticText text;
        QColor color;
        bool small = false;
    };

    // Painted in this order.
    std::vector<Fill> fills;
    std::vector<Frame> frames;
    std::vector<Mark> marks;
    std::vector<Text> texts;

    void clear();
    /// A filled rectangle; empty ones are left out.
    void fill(const QRectF& rect, const QColor& color);
    /// A bar of whose corners a square of this size is taken off, so that it looks rounded without antialiasing.
    void softBar(const QRectF& rect, const QColor& color, double corner);
};

/// Paints the list. `font` and `smallFont` are those that its texts were prepared for.
void paint(QPainter& painter, const DrawList& list, const QFont& font, const QFont& smallFont);

} // namespace tailrace
