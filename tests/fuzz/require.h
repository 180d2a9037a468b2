#pragma once

#include <cstdlib>

// Aborts when a promise is broken: a finding.
inline void Require(bool promise) {
  if (!promise) std::abort();
}
