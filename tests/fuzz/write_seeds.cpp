// SPDX-License-Identifier: GPL-3.0-or-later

// Writes the seeds of every target to FOLDER/TARGET/: fuzz_seeds FOLDER. For run.sh.

#include "fuzz/seeds.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

int main(int count, char** arguments)
{
    if (count != 2) {
        std::fprintf(stderr, "usage: fuzz_seeds FOLDER\n");
        return 2;
    }
    for (const auto& target : tailrace::fuzz::targets()) {
        const std::filesystem::path folder = std::filesystem::path(arguments[1]) / target.name;
        std::filesystem::create_directories(folder);
        for (const tailrace::fuzz::Seed& seed : tailrace::fuzz::seedsOf(target)) {
            std::ofstream file(folder / seed.name, std::ios::binary);
            file << seed.content;
            if (!file.flush()) {
                std::fprintf(stderr, "fuzz_seeds: cannot write %s\n", (folder / seed.name).c_str());
                return 1;
            }
        }
    }
    return 0;
}
