// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Takes completed Honeycomb rows over, whatever they are, and counts what is no part of a trace. One thread.

#include "importers/honeycomb/honeycomb_joiner.h"
#include "importers/honeycomb/honeycomb_row.h"
#include "importers/span_sink.h"

#include <cstdint>

namespace tailrace {

class HoneycombTable
{
public:
    explicit HoneycombTable(SpanSink& sink)
        : m_sink(sink)
        , m_joiner(sink)
    {
    }

    void add(HoneycombRow& row, Location where);
    /// Hands on what waits, and says what the rows as a whole are.
    void finish();

private:
    SpanSink& m_sink;
    HoneycombJoiner m_joiner;
    std::uint64_t m_sampled = 0;
    Location m_firstSampled;
};

} // namespace tailrace
