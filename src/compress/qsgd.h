#pragma once

#include <memory>

#include "core/options.h"
#include "hushed/compressor.h"

namespace hushed {

struct QsgdOptions {
  std::int64_t levels = 127;
  std::int64_t bucket = 512;

  static Fields<QsgdOptions> fields();
};

template <class Real>
std::unique_ptr<Compressor<Real>> MakeQsgd(const QsgdOptions& options = {});

}  // namespace hushed
