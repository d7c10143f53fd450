// SPDX-License-Identifier: GPL-3.0-or-later

// The fuzzers' targets without a fuzzer: over all seeds, the seeds cut off, and seeds changed in ways that are the
// same in every run. So that each run of the tests on any machine tries what the fuzzers try, for some seconds.
//
//   fuzz_replay                   all of that; ends with the first broken promise and says for which input
//   fuzz_replay TARGET FILE…      what a fuzzer found

#include "fuzz/seeds.h"

#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>

namespace {

using namespace tailrace::fuzz;

constexpr std::size_t kCut = 64;
constexpr int kChangedInputs = 300; // a target

// What is being tried, for the last words.
std::string g_what;

extern "C" void sayWhat(int signal)
{
    std::fprintf(stderr, "fuzz_replay: signal %d at %s\n", signal, g_what.c_str());
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void tryInput(const FuzzTarget& target, const std::string& what, std::string_view input)
{
    g_what = std::string(target.name) + ", " + what;
    target.run(input);
}

/// One to four changes of the kinds that readers meet in damaged files.
std::string changed(const std::vector<Seed>& seeds, std::mt19937_64& random)
{
    static const std::string interesting[] = {std::string(4, '\xff'),
                                              std::string(8, '\0'),
                                              "\x7f",
                                              "{",
                                              "]",
                                              "\"",
                                              "\\u",
                                              "null",
                                              "1e999",
                                              "-9223372036854775808",
                                              ",",
                                              "\n"};
    const auto below = [&](std::size_t limit) {
        return limit == 0 ? 0 : static_cast<std::size_t>(random() % limit);
    };
    std::string input = seeds[below(seeds.size())].content;
    for (std::size_t left = 1 + below(4); left > 0; --left) {
        const std::size_t at = below(input.size());
        const std::size_t length = 1 + below(16);
        const std::string& other = seeds[below(seeds.size())].content;
        switch (below(6)) {
        case 0:
            if (!input.empty())
                input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
            break;
        case 1:
            input.erase(at, length);
            break;
        case 2:
            input.insert(at, input.substr(at, length));
            break;
        case 3:
            input.insert(at, interesting[below(std::size(interesting))]);
            break;
        case 4: {
            const std::string& text = interesting[below(std::size(interesting))];
            input.replace(at, text.size(), text);
            break;
        }
        default:
            input = input.substr(0, at) + other.substr(below(other.size()));
        }
    }
    return input;
}

std::size_t replay(const FuzzTarget& target)
{
    const std::vector<Seed> seeds = seedsOf(target);
    require(!seeds.empty(), "each target has seeds");
    std::size_t inputs = 0;
    for (const Seed& seed : seeds) {
        for (std::size_t size = 0; size < seed.content.size(); size += kCut, ++inputs)
            tryInput(target, seed.name + " cut at " + std::to_string(size), {seed.content.data(), size});
        tryInput(target, seed.name, seed.content);
        ++inputs;
    }
    for (int number = 0; number < kChangedInputs; ++number, ++inputs) {
        std::mt19937_64 random(static_cast<std::uint64_t>(number));
        tryInput(target, "changed input " + std::to_string(number), changed(seeds, random));
    }
    return inputs;
}

} // namespace

int main(int count, char** arguments)
{
    for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS})
        std::signal(signal, sayWhat);
    if (count == 1) {
        for (const FuzzTarget& target : targets())
            std::printf("%s: %zu inputs\n", std::string(target.name).c_str(), replay(target));
        return 0;
    }
    const FuzzTarget* target = targetOf(arguments[1]);
    if (target == nullptr) {
        std::fprintf(stderr, "fuzz_replay: no target %s\n", arguments[1]);
        return 2;
    }
    for (int i = 2; i < count; ++i) {
        std::ifstream file(arguments[i], std::ios::binary);
        tryInput(*target, arguments[i], std::string(std::istreambuf_iterator<char>(file), {}));
    }
    return 0;
}
