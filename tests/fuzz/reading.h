// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reading bytes with an importer, and what must hold whatever they are: see readBothWays(). One thread.

#include "importers/importer.h"

#include <cstdint>
#include <string_view>

namespace tailrace::fuzz {

/// Gives out bytes in pieces of at most `piece` bytes. The data must outlive the stream.
class PieceStream : public ByteStream
{
public:
    PieceStream(std::string_view data, std::size_t piece)
        : m_data(data)
        , m_piece(piece)
    {
    }
    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override;

private:
    std::string_view m_data;
    std::size_t m_piece;
};

/// Decides what is left open, from all of the input, so that the same input is always tried in the same way.
[[nodiscard]] std::uint64_t choiceOf(std::string_view input);

/// Reads in one piece, and for every second input in small ones too, which must give the same.
void readBothWays(const Importer& importer, std::string_view input);

} // namespace tailrace::fuzz
