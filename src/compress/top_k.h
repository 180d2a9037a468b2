#pragma once

#include <memory>

#include "core/options.h"
#include "hushed/compressor.h"

namespace hushed {

struct TopKOptions {
  double fraction = 0.01;

  static Fields<TopKOptions> fields();
};

// max(1, floor(fraction * n)), and 0 when n = 0: the entries kept of n. fraction is in (0, 1].
std::uint64_t KeptOf(double fraction, std::uint64_t n);

template <class Real>
std::unique_ptr<Compressor<Real>> MakeTopK(const TopKOptions& options = {});

}  // namespace hushed
