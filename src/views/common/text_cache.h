// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Labels that are laid out once and drawn in many frames: shortened with "…" to a width and prepared for the
// painter, which is several times cheaper than doing both each time. Forgets everything when it grows beyond a few
// screens full of labels. GUI thread only.

#include <QFont>
#include <QFontMetricsF>
#include <QHash>
#include <QStaticText>

#include <string_view>

namespace tailrace {

class TextCache
{
public:
    struct Label {
        QStaticText text;
        double width = 0;     ///< px, as drawn
        double fullWidth = 0; ///< px, without shortening
        bool isShortened = false;
    };

    explicit TextCache(const QFont& font);

    void setFont(const QFont& font);
    [[nodiscard]] const QFont& font() const { return m_font; }
    [[nodiscard]] double lineHeight() const { return m_metrics.height(); }
    /// UTF-8 text in one line, at most `maxWidth` px wide; line breaks and other control characters are shown as
    /// spaces. The reference holds until the next call.
    [[nodiscard]] const Label& label(std::string_view text, double maxWidth = 1e6);
    [[nodiscard]] const QFontMetricsF& metrics() const { return m_metrics; }
    [[nodiscard]] qsizetype size() const { return m_labels.size(); }

private:
    struct Key {
        quint64 hash = 0;
        int width = 0;
        bool operator==(const Key&) const = default;
        friend size_t qHash(const Key& key, size_t seed) { return ::qHash(key.hash ^ quint64(key.width), seed); }
    };

    QFont m_font;
    QFontMetricsF m_metrics;
    QHash<Key, Label> m_labels;
};

} // namespace tailrace
