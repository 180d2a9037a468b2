#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hushed/transport.h"

namespace hushed {

// Every metric of the problem at this model (parameters and buffers), computed in the problem's
// parts over the transport's lanes and added up in part order: independent of their number. A metric
// without weight (no test split) is left out.
template <class Real>
std::vector<std::pair<std::string, double>> EvaluateModel(Transport<Real>& transport,
                                                          std::span<const Real> model);

}  // namespace hushed
