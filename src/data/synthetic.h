#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "data/making.h"
#include "hushed/errors.h"
#include "hushed/stream.h"

namespace hushed {

// What the synthetic data sets share. Every row has a stream of its own, so it does not depend on
// how many others are drawn.

// What a stream of synthetic data is for.
enum class Drawn : std::uint64_t {
  kModel,   // the truth behind the data: a vector, centres
  kOwners,  // what one worker's data differs by; step: the worker
  kTrain,   // step: the row
  kTest,    // step: the row
  kLabels,
};

inline Stream StreamFor(const Making& making, Drawn what, std::uint64_t step = 0) {
  return {making.seed, Purpose::kData, 1, static_cast<std::uint64_t>(what), step};
}

inline std::vector<double> Normals(Stream stream, std::uint64_t n) {
  std::vector<double> values(n);
  for (double& value : values) value = stream.Normal();
  return values;
}

inline double Product(std::span<const double> u, std::span<const double> v) {
  return std::inner_product(u.begin(), u.end(), v.begin(), 0.0);
}

// A direction drawn uniformly, of length 1.
inline std::vector<double> UnitVector(Stream stream, std::uint64_t n) {
  std::vector<double> v = Normals(stream, n);
  const double length = std::sqrt(Product(v, v));
  for (double& entry : v) entry /= length;
  return v;
}

// Examples 0 .. n - 1 belong to the workers in consecutive blocks, whose sizes differ by one at
// most.
inline std::uint32_t OwnerOf(std::uint64_t example, std::uint64_t n, std::uint32_t workers) {
  return static_cast<std::uint32_t>(example * workers / n);
}

inline std::vector<std::uint32_t> Owners(std::uint64_t n, std::uint32_t workers) {
  std::vector<std::uint32_t> owners(n);
  for (std::uint64_t i = 0; i < n; ++i) owners[i] = OwnerOf(i, n, workers);
  return owners;
}

// A vector that all rows of one owner share. Rows come owner by owner, so it is made anew only
// where the owner changes.
class VectorOfOwner {
 public:
  explicit VectorOfOwner(std::function<std::vector<double>(std::uint32_t owner)> make)
      : make_(std::move(make)), vector_(make_(owner_)) {}

  const std::vector<double>& operator()(std::uint32_t owner) {
    if (owner != owner_) vector_ = make_(owner);
    owner_ = owner;
    return vector_;
  }

 private:
  std::function<std::vector<double>(std::uint32_t owner)> make_;
  std::uint32_t owner_ = 0;
  std::vector<double> vector_;
};

// The unit vectors along which the means of the workers' rows are moved (option `shift`).
inline VectorOfOwner ShiftDirections(const Making& making, std::uint64_t columns) {
  return VectorOfOwner([making, columns](std::uint32_t owner) {
    return UnitVector(StreamFor(making, Drawn::kOwners, owner), columns);
  });
}

// Throws ConfigError when a data set of so many numbers, described by `what`, would take more than
// 8 GiB.
void RequireRoom(double numbers, const std::string& what);

}  // namespace hushed
