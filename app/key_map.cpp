// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_map.h"

#include <QKeyEvent>
#include <QSettings>

namespace tailrace {

namespace {

QString presetSetting()
{
    return QStringLiteral("keys/preset");
}

QString keySetting(ActionId id)
{
    return QStringLiteral("keys/own/") + ActionSet::name(id);
}

QStringList texts(const QList<QKeySequence>& keys, QKeySequence::SequenceFormat format)
{
    QStringList result;
    for (const QKeySequence& key : keys)
        result.append(key.toString(format));
    return result;
}

bool isMovement(int key)
{
    return (key >= Qt::Key_Home && key <= Qt::Key_PageDown) || key == Qt::Key_Return || key == Qt::Key_Enter ||
           key == Qt::Key_Backspace || key == Qt::Key_Delete;
}

/// The letter of W, A, S, D at whose place on a US keyboard a key lies; 0 for others and where places are unknown.
int letterAtPlace(const QKeyEvent& event)
{
#if defined(Q_OS_MACOS)
    switch (event.nativeVirtualKey()) { // kVK_ANSI_W … of Carbon's Events.h
    case 0x0D:
        return Qt::Key_W;
    case 0x00:
        return event.nativeScanCode() != 0 ? Qt::Key_A : 0; // 0 is also "unknown"
    case 0x01:
        return Qt::Key_S;
    case 0x02:
        return Qt::Key_D;
    default:
        return 0;
    }
#else
#if defined(Q_OS_WIN)
    constexpr quint32 kFirst = 0; // set-1 scan codes
#else
    constexpr quint32 kFirst = 8; // X11 and Wayland: evdev codes (KEY_W = 17 …), moved by 8
#endif
    switch (event.nativeScanCode()) {
    case kFirst + 17:
        return Qt::Key_W;
    case kFirst + 30:
        return Qt::Key_A;
    case kFirst + 31:
        return Qt::Key_S;
    case kFirst + 32:
        return Qt::Key_D;
    default:
        return 0;
    }
#endif
}

} // namespace

bool isWaterfallKey(const QKeySequence& key)
{
    if (key.count() != 1 || (key[0].keyboardModifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) != 0)
        return false;
    const int code = key[0].key();
    return isMovement(code) || code == Qt::Key_Plus || code == Qt::Key_Minus || code == Qt::Key_Equal ||
           code == Qt::Key_Asterisk;
}

KeyMap::KeyMap(ActionSet& actions, QSettings& settings, QObject* parent)
    : QObject(parent)
    , m_actions(actions)
    , m_settings(settings)
{
    load();
    apply();
}

void KeyMap::load()
{
    m_preset = m_settings.value(presetSetting()).toString() == QStringLiteral("jaeger") ? KeyPreset::Jaeger
                                                                                        : KeyPreset::Tailrace;
    QHash<QKeySequence, ActionId> taken;
    // What a person has chosen first: a key that has since got another use stays where it was put.
    for (const bool chosen : {true, false}) {
        for (int i = 0; i < kActions; ++i) {
            const auto id = static_cast<ActionId>(i);
            if (m_settings.contains(keySetting(id)) != chosen)
                continue;
            own(id) = ActionSet::presetKeys(id, m_preset);
            if (chosen) {
                own(id).clear();
                for (const QString& text : m_settings.value(keySetting(id)).toStringList())
                    own(id).append(QKeySequence::fromString(text, QKeySequence::PortableText));
            }
            own(id).removeIf([&](const QKeySequence& key) { return key.isEmpty() || taken.contains(key); });
            for (const QKeySequence& key : own(id))
                taken.insert(key, id);
        }
    }
}

void KeyMap::store(ActionId id)
{
    if (isChanged(id))
        m_settings.setValue(keySetting(id), texts(keys(id), QKeySequence::PortableText));
    else
        m_settings.remove(keySetting(id));
}

void KeyMap::apply()
{
    m_users.clear();
    for (int i = 0; i < kActions; ++i) {
        const auto id = static_cast<ActionId>(i);
        QList<QKeySequence> ofWindow;
        for (const QKeySequence& key : keys(id)) {
            m_users.insert(key, id);
            if (!isWaterfallKey(key))
                ofWindow.append(key);
        }
        QAction* action = m_actions.action(id);
        action->setShortcuts(ofWindow);
        // Menus show an action's first shortcut; where all its keys are the waterfall's, they are text.
        const QString text = action->text().section(QLatin1Char('\t'), 0, 0);
        action->setText(ofWindow.isEmpty() && !keys(id).isEmpty()
                            ? text + QLatin1Char('\t') + keys(id).front().toString(QKeySequence::NativeText)
                            : text);
    }
}

void KeyMap::setPreset(KeyPreset preset)
{
    m_settings.remove(QStringLiteral("keys/own"));
    m_settings.setValue(presetSetting(),
                        preset == KeyPreset::Jaeger ? QStringLiteral("jaeger") : QStringLiteral("tailrace"));
    load();
    apply();
    emit changed();
}

const QList<QKeySequence>& KeyMap::keys(ActionId id) const
{
    return m_keys[static_cast<std::size_t>(id)];
}

QString KeyMap::keysText(ActionId id) const
{
    return texts(keys(id), QKeySequence::NativeText).join(QStringLiteral("  "));
}

void KeyMap::setKeys(ActionId id, const QList<QKeySequence>& wanted)
{
    for (const QKeySequence& key : wanted) {
        if (const auto before = user(key); before && *before != id) {
            own(*before).removeAll(key);
            m_users.remove(key);
            store(*before);
        }
    }
    own(id) = wanted;
    store(id);
    apply();
    emit changed();
}

std::optional<ActionId> KeyMap::user(const QKeySequence& key) const
{
    const auto found = m_users.constFind(key);
    return found == m_users.constEnd() ? std::nullopt : std::optional(*found);
}

bool KeyMap::isChanged(ActionId id) const
{
    return keys(id) != ActionSet::presetKeys(id, m_preset);
}

void KeyMap::reset(ActionId id)
{
    setKeys(id, ActionSet::presetKeys(id, m_preset));
}

std::optional<ActionId> KeyMap::forWaterfall(const QKeyEvent& event) const
{
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    const auto userOf = [&](int key, Qt::KeyboardModifiers with) {
        return user(QKeySequence(QKeyCombination(with, static_cast<Qt::Key>(key))));
    };
    if (const QKeySequence pressed(QKeyCombination(modifiers, static_cast<Qt::Key>(event.key())));
        isWaterfallKey(pressed)) {
        if (const auto id = user(pressed))
            return id;
        // Shift was needed to type the sign, it is no part of the key.
        if (!isMovement(event.key()))
            return userOf(event.key(), modifiers & ~Qt::ShiftModifier);
        return std::nullopt;
    }
    // A letter that calls an action by what it prints never comes here: the window's shortcut has taken it.
    if ((modifiers & ~Qt::ShiftModifier) != 0)
        return std::nullopt;
    const int letter = letterAtPlace(event);
    return letter != 0 ? userOf(letter, modifiers) : std::nullopt;
}

} // namespace tailrace
