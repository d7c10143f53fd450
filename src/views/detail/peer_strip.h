// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where a span's duration lies among those of its operation in the cache: a sentence and a small histogram with the
// span's place in it. Durations that span more than a factor of 20 are drawn on a logarithmic axis, which is said.
// GUI thread only.

#include "model/cache/trace_scanner.h"

#include <QWidget>

#include <array>
#include <optional>

namespace tailrace {

inline constexpr int kPeerBins = 24;

/// The histogram, and where one duration lies in it.
struct PeerHistogram {
    std::array<std::size_t, kPeerBins> bins{};
    std::int64_t leastNs = 0;
    std::int64_t mostNs = 0;
    bool isLogarithmic = false;
    double place = 0;        ///< of the span, 0 … 1 from the least to the most
    std::size_t shorter = 0; ///< peers that took less time, itself not counted
    std::size_t equal = 0;   ///< peers that took exactly as long, itself not counted
};

/// Nothing if there are no other peers.
[[nodiscard]] std::optional<PeerHistogram> peerHistogram(const PeerSample& sample, std::int64_t durationNs);
/// "Among 214 Fraud Check: slower than 97 %".
[[nodiscard]] QString peerSentence(const QString& name, const PeerSample& sample, std::int64_t durationNs);

class PeerStrip : public QWidget
{
    Q_OBJECT

public:
    explicit PeerStrip(QWidget* parent = nullptr);

    void setPeers(const QString& name, const PeerSample& sample, std::int64_t durationNs, const QColor& color);
    void clear();
    [[nodiscard]] QString sentence() const { return m_sentence; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {60, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_sentence;
    std::optional<PeerHistogram> m_histogram;
    QColor m_color;
};

} // namespace tailrace
