#pragma once

#include <malloc.h>

namespace hushed {

// For main(): memory that is freed stays with the process. glibc would give a network's large
// activations back to the system at every step, and clear fresh pages for the next.
inline void KeepFreedMemory() {
  // Before 2.35 glibc took 32 MiB at most, and with a refused value mapped whatever is long.
  if (mallopt(M_MMAP_THRESHOLD, 1 << 30) == 0) mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

}  // namespace hushed
