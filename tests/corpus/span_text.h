// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Everything that was recorded of a span as one text, so that two imports can be compared span by span and a
// difference can be read. Numbers of the cache (row, resource, scope), marks of how it was read and ids that were
// made up are left out. A length that OTLP could only carry as the attribute tailrace.duration_ns
// (otlp_json_export.h) reads as the length.

#include "model/cache/span_detail.h"

#include <string>

namespace tailrace::test {

[[nodiscard]] std::string spanText(const SpanDetail& span);

} // namespace tailrace::test
