// Quadratic components f_i(x) = x' A_i x / 2 - b_i' x, i < n, x of d scalars.
//
// Given, the lists mean by their length (n = components, d = dimension):
//   a      n d      diagonals of A_0, A_1, ...           b    n d   b_0, b_1, ...
//          n d d    the matrices, row by row                  n     one number a component
//          n        A_i = a_i I                                d     the same for all components
//          d        the same diagonal for all                  1     one number for all
//          1        A_i = a I                             start   d or 1
// Drawn, where a is empty:
//   A_i = D_i, or H_i D_i H_i when dense;  D_i diagonal, log-uniform on [smallest, largest];
//   H_i = I - 2 u_i u_i', u_i a random unit vector: the curvatures of A_i are those of D_i;
//   b_i = z + heterogeneity * z_i where b is empty too;  z, z_i ~ N(0, I)
// b is zero where only a is given. Component i belongs to worker floor(i workers / n).
// The whole may be repeated: x is then as many copies side by side, and the objective their sum.
#include "data/synthetic_quadratic.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "data/synthetic.h"

namespace hushed {
namespace {

struct Size {
  std::uint64_t components = 1;
  std::uint64_t dimension = 1;
};

// The list as one number for every component and coordinate. Throws ConfigError when its length has
// no meaning, or two.
std::vector<double> Spread(const char* name, const std::vector<double>& list, const Size& size) {
  const auto [n, d] = size;
  if (list.size() == n * d) return list;
  const bool by_component = list.size() == n, by_coordinate = list.size() == d;
  if (by_component && by_coordinate) {
    throw ConfigError(fmt::format(
        "data.{0}: {1} numbers could be one a component or one a coordinate: give all {2}", name, n,
        n * d));
  }
  if (list.size() != 1 && !by_component && !by_coordinate) {
    throw ConfigError(fmt::format(
        "data.{}: {} numbers do not fit {} components of dimension {}: 1, {}, {}{} are allowed",
        name, list.size(), n, d, n, d,
        name == std::string("a") ? fmt::format(", {} or {}", n * d, n * d * d)
                                 : fmt::format(" or {}", n * d)));
  }
  std::vector<double> spread(n * d);
  for (std::uint64_t i = 0; i < n; ++i) {
    for (std::uint64_t j = 0; j < d; ++j) {
      spread[i * d + j] = list[by_component ? i : by_coordinate ? j : 0];
    }
  }
  return spread;
}

void RequireSymmetric(const std::vector<double>& a, const Size& size) {
  const auto [n, d] = size;
  for (std::uint64_t i = 0; i < n; ++i) {
    for (std::uint64_t row = 0; row < d; ++row) {
      for (std::uint64_t column = 0; column < row; ++column) {
        const double* matrix = a.data() + i * d * d;
        const double lower = matrix[row * d + column], upper = matrix[column * d + row];
        if (lower == upper) continue;
        throw ConfigError(
            fmt::format("data.a: matrix {} is not symmetric: {} at ({}, {}), {} at ({}, {})", i,
                        lower, row, column, upper, column, row));
      }
    }
  }
}

// H D H for a random reflection H = I - 2 u u', written as D - 2 (u q' + q u') + 4 p u u' with
// q = D u, p = u . q: symmetric to the last bit.
void AppendTurned(std::span<const double> diagonal, Stream stream, std::vector<double>& out) {
  const std::uint64_t d = diagonal.size();
  const std::vector<double> u = UnitVector(stream, d);
  std::vector<double> q(d);
  for (std::uint64_t j = 0; j < d; ++j) q[j] = diagonal[j] * u[j];
  const double p = Product(u, q);
  for (std::uint64_t r = 0; r < d; ++r) {
    for (std::uint64_t c = 0; c < d; ++c) {
      const double turned = 4 * p * (u[r] * u[c]) - 2 * (u[r] * q[c] + q[r] * u[c]);
      out.push_back(r == c ? diagonal[r] + turned : turned);
    }
  }
}

void DrawCurvature(const SyntheticQuadraticOptions& options, const Size& size, const Making& making,
                   Quadratics& out) {
  if (options.smallest > options.largest) {
    throw ConfigError(fmt::format("data.smallest = {} is above data.largest = {}", options.smallest,
                                  options.largest));
  }
  out.diagonal = !options.dense;
  const double ratio = std::log(options.largest) - std::log(options.smallest);
  std::vector<double> diagonal(size.dimension);
  for (std::uint64_t i = 0; i < size.components; ++i) {
    Stream stream = StreamFor(making, Drawn::kTrain, i);
    for (double& entry : diagonal) {
      entry = std::clamp(options.smallest * std::exp(ratio * stream.Uniform()), options.smallest,
                         options.largest);
    }
    if (options.dense) {
      AppendTurned(diagonal, stream, out.curvature);
    } else {
      out.curvature.insert(out.curvature.end(), diagonal.begin(), diagonal.end());
    }
  }
}

std::vector<double> DrawLinear(double heterogeneity, const Size& size, const Making& making) {
  const std::vector<double> common = Normals(StreamFor(making, Drawn::kModel), size.dimension);
  std::vector<double> linear;
  linear.reserve(size.components * size.dimension);
  for (std::uint64_t i = 0; i < size.components; ++i) {
    Stream stream = StreamFor(making, Drawn::kOwners, i);
    for (const double entry : common) linear.push_back(entry + heterogeneity * stream.Normal());
  }
  return linear;
}

Quadratics MakeQuadratics(const SyntheticQuadraticOptions& options, const Size& size,
                          const Making& making) {
  const std::uint64_t all = size.components * size.dimension;
  Quadratics made;
  if (options.a.empty()) {
    DrawCurvature(options, size, making, made);
  } else if (size.dimension > 1 && options.a.size() == all * size.dimension) {
    RequireSymmetric(options.a, size);
    made.diagonal = false;
    made.curvature = options.a;
  } else {
    made.curvature = Spread("a", options.a, size);
  }
  if (!options.b.empty()) {
    made.linear = Spread("b", options.b, size);
  } else if (options.a.empty()) {
    made.linear = DrawLinear(options.heterogeneity, size, making);
  } else {
    made.linear.assign(all, 0.0);
  }
  made.start = options.start;
  if (made.start.size() == 1) made.start.assign(size.dimension, options.start[0]);
  if (!made.start.empty() && made.start.size() != size.dimension) {
    throw ConfigError(fmt::format("data.start: {} numbers, 1 or data.dimension = {} are allowed",
                                  made.start.size(), size.dimension));
  }
  return made;
}

// Each row of `width` numbers this many times in a row.
void Repeat(std::uint64_t times, std::uint64_t width, std::vector<double>& rows) {
  if (times == 1) return;
  std::vector<double> repeated;
  repeated.reserve(rows.size() * times);
  for (std::uint64_t begin = 0; begin < rows.size(); begin += width) {
    const auto row = std::span(rows).subspan(begin, width);
    for (std::uint64_t k = 0; k < times; ++k) {
      repeated.insert(repeated.end(), row.begin(), row.end());
    }
  }
  rows = std::move(repeated);
}

void RepeatAll(std::uint64_t times, std::uint64_t dimension, Quadratics& all) {
  if (times > 1 && !all.diagonal) {
    throw ConfigError(fmt::format(
        "data.repetitions = {} needs diagonal curvatures: matrices are not repeated", times));
  }
  for (std::vector<double>* rows : {&all.curvature, &all.linear, &all.start}) {
    Repeat(times, dimension, *rows);
  }
}

}  // namespace

Fields<SyntheticQuadraticOptions> SyntheticQuadraticOptions::fields() {
  using Self = SyntheticQuadraticOptions;
  return {
      {"dimension", &Self::dimension, Between(1, 1e9), "scalars of x"},
      {"components", &Self::components, Between(0, 1e9),
       "functions whose mean is the objective; 0: one a worker"},
      {"a", &Self::a, Anything(),
       "curvatures: 1 number, one a component, one a coordinate, a diagonal or a matrix for each "
       "component; empty: drawn"},
      {"b", &Self::b, Anything(),
       "linear terms: 1 number, one a component, one a coordinate, or a vector for each component; "
       "empty: zero where a is given, else drawn"},
      {"start", &Self::start, Anything(), "first x: 1 number or one a coordinate; empty: zero"},
      {"smallest", &Self::smallest, Above(0), "least curvature that is drawn"},
      {"largest", &Self::largest, Above(0), "largest curvature that is drawn"},
      {"heterogeneity", &Self::heterogeneity, AtLeast(0),
       "standard deviation between components of the linear terms that are drawn"},
      {"dense", &Self::dense, Anything(), "draw matrices, not diagonals"},
      {"repetitions", &Self::repetitions, Between(1, 1e9),
       "copies of the problem side by side: x has dimension * repetitions scalars"}};
}

Dataset MakeSyntheticQuadratic(const SyntheticQuadraticOptions& options, const Making& making) {
  const Size size{
      options.components == 0 ? making.workers : static_cast<std::uint64_t>(options.components),
      static_cast<std::uint64_t>(options.dimension)};
  const auto vectors = static_cast<double>(size.components) * static_cast<double>(size.dimension);
  const auto repetitions = static_cast<std::uint64_t>(options.repetitions);
  const bool matrices = options.a.empty() && options.dense;
  RequireRoom(vectors * static_cast<double>(matrices ? size.dimension : repetitions),
              fmt::format("{} components of dimension {}", size.components, size.dimension));
  Dataset data;
  data.columns = size.dimension * repetitions;
  data.shape = {data.columns};
  data.train.size = size.components;
  data.quadratics = MakeQuadratics(options, size, making);
  RepeatAll(repetitions, size.dimension, data.quadratics);
  data.owners = Owners(data.train.size, making.workers);
  return data;
}

}  // namespace hushed
