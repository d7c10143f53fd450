// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the fuzzers try: functions that take any bytes, do with them what Tailrace does with a file, and abort the
// process if a promise is broken. The same functions run under libFuzzer and in the test fuzz_replay. One thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace::fuzz {

struct FuzzTarget {
    std::string_view name;
    void (*run)(std::string_view input);
    std::vector<std::string_view> folders; ///< of tests/data that have seeds for it
};

[[nodiscard]] const std::vector<FuzzTarget>& targets();
/// The target with this name, or nullptr.
[[nodiscard]] const FuzzTarget* targetOf(std::string_view name);

/// Says what is wrong and aborts, unless `isTrue`.
void require(bool isTrue, const char* promise);

// One function a target; what each reads stands in targets() and where they are defined.
void readOtlpJson(std::string_view input);
void readJaeger(std::string_view input);
void readZipkin(std::string_view input);
void readProtobuf(std::string_view input);
void readDatadog(std::string_view input);
void readNewRelicXrayElastic(std::string_view input);
void readHoneycombCsv(std::string_view input);
void readSkywalkingChrome(std::string_view input);
void readTable(std::string_view input);
void readByteSources(std::string_view input);
void readAttributes(std::string_view input);
void sniff(std::string_view input);

} // namespace tailrace::fuzz
