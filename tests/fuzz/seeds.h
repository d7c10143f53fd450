// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where the fuzzers begin: the small files of tests/data, and inputs in binary formats that are made here. The
// same on every machine. One thread.

#include "fuzz/fuzz_target.h"

#include <string>
#include <vector>

namespace tailrace::fuzz {

struct Seed {
    std::string name; ///< can be a file's name
    std::string content;
};

/// Sorted by name.
[[nodiscard]] std::vector<Seed> seedsOf(const FuzzTarget& target);

// What seedsOf() adds to the files: see binary_seeds.cpp and packed_seeds.cpp.
[[nodiscard]] std::vector<Seed> protobufSeeds();
[[nodiscard]] std::vector<Seed> msgpackSeeds();
[[nodiscard]] std::vector<Seed> attributeSeeds();
[[nodiscard]] std::vector<Seed> packedSeeds();

} // namespace tailrace::fuzz
