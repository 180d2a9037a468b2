#pragma once

#include <cstdint>

namespace hushed {

// Who a data set is made for. Most files give everybody the same; which files are read, what is
// drawn from them and what is made is a pure function of the options and this.
struct Making {
  std::uint32_t workers = 1;
  std::uint64_t seed = 0;
};

}  // namespace hushed
