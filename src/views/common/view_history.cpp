// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/view_history.h"

#include <utility>

namespace tailrace {

void ViewHistory::reset(ViewState state)
{
    m_states.assign(1, std::move(state));
    m_current = 0;
    m_moving = false;
}

void ViewHistory::move(ViewState state)
{
    if (state == m_states[m_current])
        return;
    m_states.resize(m_current + 1);
    if (m_moving && m_current > 0) {
        m_states.back() = std::move(state);
        // A movement that ends where it began was none.
        if (m_states[m_current] == m_states[m_current - 1]) {
            m_states.pop_back();
            --m_current;
            m_moving = false;
        }
        return;
    }
    m_states.push_back(std::move(state));
    if (m_states.size() > kMostStates)
        m_states.erase(m_states.begin());
    m_current = m_states.size() - 1;
    m_moving = true;
}

const ViewState& ViewHistory::back()
{
    m_moving = false;
    if (canGoBack())
        --m_current;
    return m_states[m_current];
}

const ViewState& ViewHistory::forward()
{
    m_moving = false;
    if (canGoForward())
        ++m_current;
    return m_states[m_current];
}

} // namespace tailrace
