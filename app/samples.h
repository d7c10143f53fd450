// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The traces that come with the program. They are files on disk: in $TAILRACE_SAMPLES, beside the installed
// program
// (../share/tailrace/samples), or in the source tree of a development build. Any thread.

#include <QList>
#include <QString>

namespace tailrace {

struct Sample {
    QString path;
    QString title;  ///< "Checkout"
    QString detail; ///< what happens in it, half a sentence
};

/// Those that are there, the one to begin with first.
[[nodiscard]] QList<Sample> samples();

} // namespace tailrace
