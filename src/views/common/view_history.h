// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where a view has been: a stack of snapshots of everything that navigating changes, to go back and forward in like
// a browser. What else belongs to a place in a trace (folded rows, a subtree in focus, filters) is one more member
// of ViewState, with a == that tells whether it changed; large state is held by shared_ptr<const …>, so that
// snapshots share what stays the same. GUI thread only.

#include "model/items/row_state.h"
#include "views/common/time_folds.h"

#include <cstddef>
#include <vector>

namespace tailrace {

/// One place in a trace.
struct ViewState {
    TimeRange visible;
    TimeFoldsPtr folds; ///< folded idle time
    RowStatePtr rows{}; ///< folded, focused and hidden rows

    bool operator==(const ViewState&) const = default;
};

class ViewHistory
{
public:
    /// Forgets everything; `state` is the place that one cannot go back from.
    void reset(ViewState state);
    /// The view has become this. While a movement lasts (a wheel turns, something is dragged) its states replace
    /// one another, so that it becomes one step; what lay ahead is forgotten.
    void move(ViewState state);
    /// Ends the movement: the next move() is a step of its own.
    void settle() { m_moving = false; }

    [[nodiscard]] bool canGoBack() const { return m_current > 0; }
    [[nodiscard]] bool canGoForward() const { return m_current + 1 < m_states.size(); }
    /// The place before (after); the current one when there is none. Ends the movement.
    const ViewState& back();
    const ViewState& forward();
    [[nodiscard]] const ViewState& current() const { return m_states[m_current]; }

    static constexpr std::size_t kMostStates = 200;

private:
    std::vector<ViewState> m_states{ViewState{}}; // never empty
    std::size_t m_current = 0;
    bool m_moving = false;
};

} // namespace tailrace
