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
    constexpr int kLargeBlock = 256 * 1024;
    mallopt(M_MMAP_THRESHOLD, kLargeBlock);
#endif
}

} // namespace tailrace
