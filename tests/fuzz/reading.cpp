// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/reading.h"

#include "fuzz/checking_sink.h"
#include "fuzz/fuzz_target.h"
#include "model/base/hash.h"
#include "model/base/utf8.h"

#include <algorithm>

namespace tailrace::fuzz {

namespace {

CheckingSink::Digest readIn(const Importer& importer, std::string_view input, std::size_t piece)
{
    CheckingSink sink;
    PieceStream stream(input, piece);
    if (const Result<void> read = importer.read(stream, sink); !read) {
        require(isValidUtf8(read.error().text()), "messages are UTF-8");
        require(!read.error().isCancelled(), "nobody cancelled it");
        sink.problem(ProblemCode::Note, {}, "failed", 1);
    }
    return sink.digest();
}

} // namespace

Result<std::size_t> PieceStream::read(char* buffer, std::size_t size)
{
    size = m_data.copy(buffer, std::min(size, m_piece));
    m_data.remove_prefix(size);
    return size;
}

std::uint64_t choiceOf(std::string_view input)
{
    return hashBytes(input);
}

void readBothWays(const Importer& importer, std::string_view input)
{
    const CheckingSink::Digest whole = readIn(importer, input, input.size() + 1);
    const std::uint64_t choice = choiceOf(input);
    if (choice % 2 == 0)
        return;
    const CheckingSink::Digest pieces = readIn(importer, input, 1 + (choice >> 8) % 67);
    require(pieces.spans == whole.spans, "as many spans in pieces as in one");
    require(pieces.problems == whole.problems, "as many problems in pieces as in one");
    require(pieces == whole, "the same content in pieces as in one");
}

} // namespace tailrace::fuzz
