// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Takes a segment document apart into its segment and all its subsegments, each as a JSON object of its own without
// the ones within. Subsegments nest without a limit, so this is a walk with a stack of its own, linear in the text.
// One thread; reuse it, the memory stays.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

class XrayDocument
{
public:
    static constexpr std::uint32_t kNoParent = 0xFFFFFFFFU;

    /// `raw` is one JSON object with 64 readable bytes behind it, balanced but otherwise unchecked, and must live as
    /// long as its parts are asked for. If it cannot be taken apart there is one part, which holds all of it.
    void split(std::string_view raw);

    /// Number of parts; the first is the segment itself, and each stands behind the one it lies in.
    [[nodiscard]] std::size_t count() const { return m_parts.size(); }
    /// The part that this one lies in; kNoParent for the first.
    [[nodiscard]] std::uint32_t parent(std::size_t i) const { return m_parts[i].parent; }
    /// The part with null for its subsegments, padded for simdjson; valid until the next call.
    [[nodiscard]] std::string_view text(std::size_t i);
    /// Subsegments that are no objects, which is to say nothing that can be read.
    [[nodiscard]] std::size_t skipped() const { return m_skipped; }

private:
    static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

    struct Part {
        std::size_t begin;
        std::size_t end;
        std::uint32_t parent;
        std::uint32_t firstCut;
        std::uint32_t lastCut;
    };
    /// A list of subsegments within a part.
    struct Cut {
        std::size_t begin;
        std::size_t end;
        std::uint32_t next; // of the same part
    };
    struct Frame {
        std::uint32_t part;
        std::uint32_t cut; // kNone: within the part itself, else within this list
    };

    [[nodiscard]] bool walk();
    [[nodiscard]] bool member();
    [[nodiscard]] bool element();
    void openPart(std::uint32_t parent);
    void openCut();
    [[nodiscard]] char nextToken();
    [[nodiscard]] std::string_view passString();
    [[nodiscard]] bool passValue();

    std::string_view m_raw;
    std::size_t m_at = 0;
    std::vector<Part> m_parts;
    std::vector<Cut> m_cuts;
    std::vector<Frame> m_frames;
    std::size_t m_skipped = 0;
    std::string m_text;
};

} // namespace tailrace
