// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Attributes as the plain JSON that a person or a script expects, {"key": value}, such that JsonRecord::copyMembers()
// reads back the same: doubles always have a point or an exponent, repeated keys are all written, in order. Pure
// functions, any thread. Values are at most kMaxAttributeDepth deep, so is the recursion.

#include "model/base/value.h"

#include <string>

namespace tailrace {

void appendPlainJson(std::string& out, const Value& value);
void appendPlainJson(std::string& out, const AttributeList& list);

/// False for what has no form of its own in plain JSON: bytes become base64 text, NaN and infinities become text.
[[nodiscard]] bool isKeptByPlainJson(const Value& value);
/// How many of the attributes have such values.
[[nodiscard]] std::uint64_t countLostByPlainJson(const AttributeList& list);

} // namespace tailrace
