#pragma once

#include <memory>
#include <string>

#include "algorithm/setting.h"

namespace hushed {

struct ScaffoldOptions {
  std::string variate = "steps";

  static Fields<ScaffoldOptions> fields();
};

template <class Real>
std::unique_ptr<Algorithm<Real>> MakeScaffold(Setting setting);

}  // namespace hushed
