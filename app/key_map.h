// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which keys call which action: a ready-made map and what a person has changed in it, kept in the settings. Keys
// that every list and text field needs for itself (arrows, Home, Enter, +, −, * …) call actions only while the
// waterfall or a flame graph has the focus; all others are shortcuts of the window, which text fields take precedence over where
// they print something. A key calls one action at most. GUI thread only.

#include "actions.h"

#include <QHash>

#include <optional>

class QKeyEvent;
class QSettings;

namespace tailrace {

class KeyMap : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive the map. Reads the settings and gives the actions their keys.
    KeyMap(ActionSet& actions, QSettings& settings, QObject* parent = nullptr);

    [[nodiscard]] KeyPreset preset() const { return m_preset; }
    /// Starts from a ready-made map; changes are forgotten.
    void setPreset(KeyPreset preset);

    [[nodiscard]] const QList<QKeySequence>& keys(ActionId id) const;
    /// "W  +  Ctrl++" as this platform writes keys.
    [[nodiscard]] QString keysText(ActionId id) const;
    /// Gives an action these keys and takes them from whatever had them.
    void setKeys(ActionId id, const QList<QKeySequence>& keys);
    /// The action that a key calls.
    [[nodiscard]] std::optional<ActionId> user(const QKeySequence& key) const;
    [[nodiscard]] bool isChanged(ActionId id) const;
    void reset(ActionId id);

    /// The action that a key pressed in the waterfall calls, when it is none of the window's shortcuts: a key that
    /// only counts there, or the key that lies where W, A, S or D lies on a US keyboard, if what it prints calls
    /// nothing.
    [[nodiscard]] std::optional<ActionId> forWaterfall(const QKeyEvent& event) const;

signals:
    void changed();

private:
    [[nodiscard]] QList<QKeySequence>& own(ActionId id) { return m_keys[static_cast<std::size_t>(id)]; }
    void load();
    void store(ActionId id);
    void apply();

    ActionSet& m_actions;
    QSettings& m_settings;
    KeyPreset m_preset = KeyPreset::Tailrace;
    std::array<QList<QKeySequence>, kActions> m_keys;
    QHash<QKeySequence, ActionId> m_users;
};

/// Whether a key calls its action only while the waterfall has the focus.
[[nodiscard]] bool isWaterfallKey(const QKeySequence& key);

} // namespace tailrace
