#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/kernels.h"
#include "problem/models.h"
#include "problem/separable.h"

namespace hushed {

// The quadratic problem for components with dense matrices; quadratic.cc says what it is.
template <class Real>
ProblemFactory<Real> MakeDenseQuadratic(std::shared_ptr<const Layout> layout,
                                        const GradientNoise& noise,
                                        std::shared_ptr<const Dataset> data);

// The mean of the rows, each `columns` long, formed in double.
template <class Real>
std::vector<Real> MeanOfRows(const std::vector<double>& rows, std::size_t columns) {
  std::vector<double> mean(columns, 0.0);
  const std::size_t count = rows.size() / columns;
  for (std::size_t i = 0; i < count; ++i) {
    Axpy<double>(1.0, std::span(rows).subspan(i * columns, columns), mean);
  }
  Scale<double>(1.0 / static_cast<double>(count), mean, mean);
  return {mean.begin(), mean.end()};
}

}  // namespace hushed
