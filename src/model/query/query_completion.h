// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What may be written at a place of a query: the name of a field, or a value of the field before the operator. Pure,
// any thread.

#include "model/query/query_tree.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

struct CompletionPlace {
    enum class Kind : std::uint8_t { None, Field, Value };
    Kind kind = Kind::None;
    std::size_t begin = 0; ///< the bytes from here …
    std::size_t end = 0;   ///< … to before here are replaced by what is chosen
    std::string prefix;    ///< what is written already, without the quote
    FieldRef field;        ///< of Value
};

/// `cursor` is a byte of the text. Nothing is completed outside of braces.
[[nodiscard]] CompletionPlace completionPlace(std::string_view text, std::size_t cursor);

/// A field by its text: `name`, `resource.service.name`, `span."odd key"`.
[[nodiscard]] std::optional<FieldRef> readField(std::string_view text);

/// The fields that every span has, as they are written.
[[nodiscard]] const std::vector<std::string>& intrinsicNames();
/// The values of a field that are known without a cache: those of status and kind.
[[nodiscard]] std::vector<std::string> knownValues(const FieldRef& field);

} // namespace tailrace
