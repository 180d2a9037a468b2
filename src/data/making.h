#pragma once

#include <cstdint>

namespace hushed {

// Who a data set is made for. Files give everybody the same; synthetic data is a pure function of
// its options and this.
struct Making {
  std::uint32_t workers = 1;
  std::uint64_t seed = 0;
};

}  // namespace hushed
