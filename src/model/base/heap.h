// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How the process asks for memory. To be called once at the start of main(), before there are other threads.

namespace tailrace {

/// Large blocks go back to the system as soon as they are freed. glibc raises the size from which it does so with the
/// blocks that it sees freed (M_MMAP_THRESHOLD in mallopt(3)), up to 32 MB; the batches of an import then come to lie
/// in the heap, which falls to pieces: 164 MB after 8 million spans instead of 96. Does nothing with other C libraries.
void returnFreedMemory();

} // namespace tailrace
