// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Searches that a form can hold: conditions that one span fulfils all of. A form becomes a query, and a query of that
// shape becomes a form again. Pure, any thread.

#include "model/query/query_edit.h"

#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

struct QueryForm {
    std::string service;
    std::string operation;
    std::string status;      ///< "error", "ok", "unset" or empty
    std::string minDuration; ///< as in a query: "100ms"; empty = any
    std::string maxDuration;
    std::string tags; ///< "http.method=GET retries=3": attributes of the span or its resource; values may stand in quotes

    bool operator==(const QueryForm&) const = default;
};

/// The query; empty for an empty form. What is no duration, and what is no pair among the tags, is left out.
[[nodiscard]] std::string formText(const QueryForm& form);
/// Nothing if the search says what the form cannot.
[[nodiscard]] std::optional<QueryForm> readForm(std::string_view search);

} // namespace tailrace
