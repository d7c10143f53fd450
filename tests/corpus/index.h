// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The list of the corpus's files with what an independent count found in each (INDEX.tsv).

#include <cstdint>
#include <string>
#include <vector>

namespace tailrace::test {

struct CorpusFile {
    std::string path;   ///< absolute
    std::string name;   ///< inside the corpus: "otlp-jsonl/malformed.jsonl"
    std::string format; ///< "otlp-jsonl"
    std::uint64_t spans = 0;
    std::uint64_t traces = 0;
    std::uint64_t services = 0;
};

/// All files of the corpus, in the order of the list; empty where there is no corpus.
[[nodiscard]] std::vector<CorpusFile> corpusFiles();

} // namespace tailrace::test
