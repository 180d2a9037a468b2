#pragma once

#include <cstdint>
#include <numeric>
#include <vector>

#include "hushed/stream.h"

namespace hushed {

// n independent standard normals; the same on every machine.
template <class Real>
std::vector<Real> GaussianVector(std::size_t n, std::uint64_t seed) {
  Stream stream(seed, Purpose::kData, 0, 0, 0);
  std::vector<Real> v(n);
  for (Real& entry : v) entry = static_cast<Real>(stream.Normal());
  return v;
}

template <class Real>
std::vector<Real> Ones(std::size_t n) {
  return std::vector<Real>(n, Real{1});
}

template <class Real>
std::vector<Real> Zeros(std::size_t n) {
  return std::vector<Real>(n, Real{0});
}

// 0, 1, ..., n - 1
inline std::vector<std::uint32_t> Ids(std::size_t n) {
  std::vector<std::uint32_t> ids(n);
  std::iota(ids.begin(), ids.end(), 0u);
  return ids;
}

inline Streams StreamsOf(WorkerId worker, std::uint64_t round) {
  return {/*seed=*/1, worker, round};
}

}  // namespace hushed
