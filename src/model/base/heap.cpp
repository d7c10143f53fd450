// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/heap.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace tailrace {

void returnFreedMemory()
{
#ifdef __GLIBC__
    constexpr int kLargeBlock = 1024 * 1024;
    mallopt(M_MMAP_THRESHOLD, kLargeBlock);
    mallopt(M_TRIM_THRESHOLD, 8 * kLargeBlock); // else it becomes fixed at 128 kB, and the end of the heap comes and goes
#endif
}

} // namespace tailrace
