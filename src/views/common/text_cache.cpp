// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/text_cache.h"

#include "model/base/hash.h"

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr qsizetype kMostLabels = 4096;
// No label on a screen is longer; eliding a megabyte of text takes a second.
constexpr std::size_t kLongestText = 1000;

QString oneLine(std::string_view utf8)
{
    const bool cut = utf8.size() > kLongestText;
    std::size_t size = std::min(utf8.size(), kLongestText);
    while (cut && size > 0 && (static_cast<unsigned char>(utf8[size]) & 0xC0U) == 0x80U)
        --size;
    QString text = QString::fromUtf8(utf8.data(), static_cast<qsizetype>(size));
    for (QChar& c : text)
        if (!c.isPrint() && !c.isSurrogate())
            c = QLatin1Char(' ');
    return cut ? text + QChar(0x2026) : text;
}

} // namespace

TextCache::TextCache(const QFont& font)
    : m_font(font)
    , m_metrics(font)
{
}

void TextCache::setFont(const QFont& font)
{
    m_font = font;
    m_metrics = QFontMetricsF(font);
    m_labels.clear();
}

const TextCache::Label& TextCache::label(std::string_view text, double maxWidth)
{
    const Key key{hashBytes(text), static_cast<int>(std::clamp(maxWidth, 0.0, 1e6))};
    if (const auto known = m_labels.constFind(key); known != m_labels.constEnd())
        return *known;
    if (m_labels.size() >= kMostLabels)
        m_labels.clear();
    const QString full = oneLine(text);
    Label label;
    label.fullWidth = m_metrics.horizontalAdvance(full);
    QString shown = full;
    if (label.fullWidth > key.width) {
        shown = m_metrics.elidedText(full, Qt::ElideRight, key.width);
        label.isShortened = true;
    }
    label.width = label.isShortened ? m_metrics.horizontalAdvance(shown) : label.fullWidth;
    label.text.setTextFormat(Qt::PlainText);
    label.text.setPerformanceHint(QStaticText::AggressiveCaching);
    label.text.setText(shown);
    label.text.prepare({}, m_font);
    return *m_labels.insert(key, label);
}

} // namespace tailrace
