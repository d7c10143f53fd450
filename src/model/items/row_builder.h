// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The pass over a trace that decides which rows there are; see row_layout.h for what they mean. Any thread, for one
// build.

#include "model/items/row_layout.h"

#include <vector>

namespace tailrace {

/// Whether the filter hides a span, exceptions not considered. Logarithmic in hidden subtrees and services, linear
/// in the span's depth.
[[nodiscard]] bool isHiddenSpan(const SpanTable& table, const RowFilter& filter, SpanIndex span);

class RowBuilder
{
public:
    /// All must outlive the builder.
    RowBuilder(const SpanTable& table, const RowState& state, const std::vector<RepeatRun>& repeats);

    /// Replaces rows and groups by those of the spans in `range`. Linear in its length.
    void build(SpanRun range, std::vector<SpanIndex>& rows, std::vector<RowGroup>& groups);
    /// Spans that the filter hid.
    [[nodiscard]] SpanIndex filtered() const { return m_filtered; }

private:
    void addPlain(SpanRun range);
    void addFiltered(SpanRun range);
    [[nodiscard]] bool isHidden(SpanIndex span);
    [[nodiscard]] const RepeatRun* foldedRunAt(SpanIndex span);
    [[nodiscard]] SpanIndex stepFrom(SpanIndex span) const;
    void hide(SpanRun run);
    void addRepeats(const RepeatRun& run);

    const SpanTable& m_table;
    const RowState& m_state;
    const std::vector<RepeatRun>& m_repeats;
    std::vector<char> m_serviceHidden; // by string id
    std::vector<SpanIndex>* m_rows = nullptr;
    std::vector<RowGroup>* m_groups = nullptr;
    SpanIndex m_filtered = 0;
    bool m_isHiding = false; // the last row stands for hidden spans, and may take in the next

    // Where the pass is in the sorted lists.
    std::size_t m_repeat = 0;
    std::size_t m_subtree = 0;
    std::size_t m_shown = 0;
    SpanIndex m_subtreeEnd = 0; // of the hidden subtrees so far
};

} // namespace tailrace
