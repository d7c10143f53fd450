// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tables as text that other programs read. Pure, any thread.

#include <QAbstractItemModel>
#include <QList>
#include <QString>

namespace tailrace {

/// A field of CSV (RFC 4180), quoted where it must be.
[[nodiscard]] QString csvField(const QString& text);
/// Heading and rows as shown, cells parted by tabs, rows by line feeds; `rows` empty = all.
[[nodiscard]] QString tabbedText(const QAbstractItemModel& model, const QList<int>& rows);

} // namespace tailrace
