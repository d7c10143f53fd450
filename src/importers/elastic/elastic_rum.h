// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Gives events of Elastic's RUM agent, which are written with names of one to three letters, their full names (intake
// API v3; names from elastic/apm-data, modeldecoder/rumv3), so that they are read like all others. One thread.

#include "importers/json/json_text.h"

#include <string>
#include <string_view>

namespace tailrace {

enum class RumEvent { Metadata, Transaction, Error };

class ElasticRum
{
public:
    explicit ElasticRum(SpanSink& sink)
        : m_record(sink)
    {
    }

    /// The object in `raw` with full names, padded; names that we do not know stay as they are. Empty if it is broken
    /// (reported). Valid until the next call.
    [[nodiscard]] std::string_view expand(std::string_view raw, Location where, RumEvent event);

private:
    JsonRecord m_record;
    std::string m_text;
};

} // namespace tailrace
