#pragma once

#include <malloc.h>

namespace hushed {

// For main(): memory that is freed stays with the process. glibc would give a network's large
// activations back to the system at every step, and clear fresh pages for the next.
inline void KeepFreedMemory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

}  // namespace hushed
