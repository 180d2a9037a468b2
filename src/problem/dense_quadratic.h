#pragma once

#include <memory>

#include "problem/models.h"
#include "problem/separable.h"

namespace hushed {

// The quadratic problem for components with dense matrices; quadratic.cc says what it is.
template <class Real>
ProblemFactory<Real> MakeDenseQuadratic(std::shared_ptr<const Layout> layout,
                                        const GradientNoise& noise,
                                        std::shared_ptr<const Dataset> data);

}  // namespace hushed
