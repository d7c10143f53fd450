// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Pieces of time that a time axis draws narrow, so that what happens between them has room. Between the folds one
// rate of pixels holds; a fold takes the same few pixels however long it is and however close one looks, and time
// inside of it is spread evenly over them. So time and pixel map onto each other piece by piece, without a break
// and without two times at one place. Immutable, any thread; nothing overflows, whatever the input.

#include "views/common/time_range.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace tailrace {

class TimeFolds
{
public:
    /// Ranges in any order; empty ones are left out, those that overlap become one.
    explicit TimeFolds(std::vector<TimeRange> ranges);

    /// In order of time, none overlapping another.
    [[nodiscard]] const std::vector<TimeRange>& ranges() const { return m_ranges; }
    /// The fold in which an instant lies.
    [[nodiscard]] std::optional<std::size_t> at(std::int64_t timeNs) const;
    /// Width of one fold on a scale of this width, px; folds together never take more than a good third of it.
    [[nodiscard]] double pixels(double scaleWidth) const;
    /// Time between two instants that is not folded, ns; negative if `toNs` is the earlier one.
    [[nodiscard]] std::int64_t openNs(std::int64_t fromNs, std::int64_t toNs) const;
    /// Folds between two instants, parts of one as fractions; negative if `toNs` is the earlier one.
    [[nodiscard]] double foldsBetween(std::int64_t fromNs, std::int64_t toNs) const;

    /// How many pixels lie between two instants.
    struct Rate {
        double pixelsPerNs = 1; ///< outside of folds
        double foldPixels = 0;
    };
    [[nodiscard]] double pixelsBetween(std::int64_t fromNs, std::int64_t toNs, Rate rate) const;
    /// The instant that lies this many pixels after (before, if negative) another; exact to the ns near `fromNs`.
    [[nodiscard]] std::int64_t instantFrom(std::int64_t fromNs, double pixels, Rate rate) const;

    bool operator==(const TimeFolds& other) const { return m_ranges == other.m_ranges; }

private:
    std::vector<TimeRange> m_ranges;
    std::vector<std::int64_t> m_foldedBefore; // ns, by range: sum of the ranges before it
};

/// Null means that nothing is folded.
using TimeFoldsPtr = std::shared_ptr<const TimeFolds>;

} // namespace tailrace
