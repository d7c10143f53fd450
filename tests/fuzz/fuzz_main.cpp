// SPDX-License-Identifier: GPL-3.0-or-later

// Joins one target to libFuzzer; TAILRACE_FUZZ_TARGET names it.

#include "fuzz/fuzz_target.h"

#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const tailrace::fuzz::FuzzTarget* const target = tailrace::fuzz::targetOf(TAILRACE_FUZZ_TARGET);
    tailrace::fuzz::require(target != nullptr, "the target exists");
    target->run({reinterpret_cast<const char*>(data), size});
    return 0;
}
