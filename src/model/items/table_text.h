// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tables as text that other programs read, and texts that tables have in common. Pure, any thread.

#include <QAbstractItemModel>
#include <QList>
#include <QString>

#include <cstdint>

namespace tailrace {

/// A field of CSV (RFC 4180), quoted where it must be.
[[nodiscard]] QString csvField(const QString& text);
/// Heading and rows as shown, cells parted by tabs, rows by line feeds; `rows` empty = all.
[[nodiscard]] QString tabbedText(const QAbstractItemModel& model, const QList<int>& rows);

/// ", 3 matches": after what a group is called; empty for none.
[[nodiscard]] QString matchesText(std::uint32_t matches);

} // namespace tailrace
