// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Everything that was recorded of a span as one text, so that two imports can be compared span by span and a
// difference can be read. Numbers of the cache (row, resource, scope), marks of how it was read other than unknown
// times, and ids that were made up are left out.

#include "model/cache/span_detail.h"

#include <string>

namespace tailrace::test {

[[nodiscard]] std::string spanText(const SpanDetail& span);

} // namespace tailrace::test
