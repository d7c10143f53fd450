// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the commands that print something of one trace or of each have in common: operands, input, text or JSON, which
// traces there is something to print of. One thread.

#include "commands/command.h"
#include "commands/sources.h"
#include "commands/text_layout.h"
#include "model/base/json_writer.h"
#include "model/trace/span_table.h"

#include <functional>
#include <optional>
#include <ostream>
#include <string_view>

namespace tailrace {

enum class Clocks { Recorded, Corrected };

/// A trace with its times as they were recorded, or as the calls between its hosts suggest (clock_layer.h); hosts are
/// read from the cache.
[[nodiscard]] Result<SpanTablePtr> loadTrace(CacheReader& cache, TraceId id, Clocks clocks);

/// How and where a run prints.
struct TracePrinter {
    bool asJson;
    int width; ///< columns
    Clocks clocks;
    Style style;
    JsonWriter json;
    std::ostream& out;
    bool isFirst = true;

    /// Writes `between` before the text of every trace but the first.
    void separate(std::string_view between = "\n");
    /// Says, as a paragraph, how many spans were moved; nothing with recorded clocks.
    void noteClocks(const SpanTable& trace);
};

using PrintTrace = std::function<Result<void>(CacheReader& cache, TraceId id, TracePrinter& printer)>;

/// Every trace of the cache, newest first, but those of which there is only a summary; with JSON as one array. Ends
/// early, without an error, when nobody takes what is printed.
[[nodiscard]] Result<void> printEveryTrace(CacheReader& cache, const PrintTrace& print, TracePrinter& printer);

/// Reads the operands, opens the input, has `print` print (`wanted` is the TRACE_ID, if one is given), and says what
/// failed. `width` is how wide a line may be.
[[nodiscard]] Exit answerAboutTraces(
    const Arguments& arguments, Output& out, int width,
    const std::function<Result<void>(Sources& sources, std::optional<TraceId> wanted, TracePrinter& printer)>&
        print);

} // namespace tailrace
