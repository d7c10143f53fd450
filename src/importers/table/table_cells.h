// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Cells of tables as what they stand for. Tables come from anywhere, so the usual spellings of each thing are
// taken. Pure functions, any thread; nothing is thrown away here: what gives nothing is for the caller to keep.

#include "importers/time_text.h"
#include "model/base/ids.h"
#include "model/trace/span_types.h"
#include "model/trace/table_mapping.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

/// The unit that a format names; nothing for the others.
[[nodiscard]] std::optional<TimeUnit> unitOf(TableFormat format);
[[nodiscard]] TableFormat formatOf(TimeUnit unit);

/// A point in time in ns since the epoch; nothing for other text and for times before the epoch. Dates may have
/// slashes or nothing between their numbers.
[[nodiscard]] std::optional<std::int64_t> tableTime(std::string_view text, TableFormat format);
/// A length in ns, which may be negative: a number in that unit, numbers with units of their own ("1.5ms",
/// "1m30s"), or hours, minutes and seconds ("00:01:30.5").
[[nodiscard]] std::optional<std::int64_t> tableLength(std::string_view text, TableFormat format);
/// True if the text is a length whose unit it says itself.
[[nodiscard]] bool saysItsUnit(std::string_view text);

[[nodiscard]] std::optional<SpanKind> tableKind(std::string_view text);
[[nodiscard]] std::optional<StatusCode> tableStatus(std::string_view text);
[[nodiscard]] std::optional<bool> tableBool(std::string_view text);

/// True for what stands in the parent's column of a root: nothing, zeros, -1, root, null, none and the like.
[[nodiscard]] bool meansNoParent(std::string_view text);
/// A 64-bit id that can only be decimal: more than 16 digits, or negative as Java's and Python's signed numbers.
[[nodiscard]] std::optional<std::uint64_t> decimalId(std::string_view text);

/// "checkout" of "checkout-5f6585d649-fnmft" (pod of a deployment) or "db" of "db-0" (of a stateful set); empty if
/// the text has no such form. (Kubernetes documentation, "Deployments" and "StatefulSets": how pods are named.)
[[nodiscard]] std::string_view workloadOfPod(std::string_view text);
/// True for pods of deployments, whose names are hardly those of anything else.
[[nodiscard]] bool isDeploymentPod(std::string_view text);

/// The text in quotes, cut to what fits a message.
[[nodiscard]] std::string quotedCell(std::string_view text);

} // namespace tailrace
