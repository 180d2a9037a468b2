#include "data/synthetic.h"

#include <fmt/format.h>

namespace hushed {

void RequireRoom(double numbers, const std::string& what) {
  constexpr double kMost = 0x1p30;
  if (numbers <= kMost) return;
  throw ConfigError(
      fmt::format("data: {} are {} numbers; at most {} (8 GiB) are made", what, numbers, kMost));
}

}  // namespace hushed
