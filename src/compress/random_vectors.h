#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

#include "hushed/stream.h"

namespace hushed {

// What the entries of a random vector are like.
enum class Manner {
  kGaussian,
  kSmallIntegers,  // many ties, zeros of both signs
  kScaled,         // uniform, times a power of ten from 1e-6 to 1e4
  kSparse,         // nine of ten are zero
  kConstant,       // one magnitude, both signs
  kZeros,          // of both signs
  kDenormal,
  kAnyFinite,  // any bits that are a finite number: huge and tiny ones side by side
};
constexpr Manner kManners[] = {Manner::kGaussian, Manner::kSmallIntegers, Manner::kScaled,
                               Manner::kSparse,   Manner::kConstant,      Manner::kZeros,
                               Manner::kDenormal, Manner::kAnyFinite};

template <class Real>
Real AnyFinite(Stream& stream) {
  using Word = std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>;
  for (;;) {
    const Real value = std::bit_cast<Real>(static_cast<Word>(stream.Next()));
    if (std::isfinite(value)) return value;
  }
}

// n entries; the same on every machine.
template <class Real>
std::vector<Real> RandomVector(Manner manner, std::size_t n, Stream& stream) {
  std::vector<Real> v(n);
  const double size = std::pow(10.0, static_cast<double>(stream.Below(11)) - 6.0);
  for (Real& entry : v) {
    const Real sign = stream.Below(2) == 0 ? Real{1} : Real{-1};
    switch (manner) {
      case Manner::kGaussian:
        entry = static_cast<Real>(stream.Normal());
        break;
      case Manner::kSmallIntegers:
        entry = sign * static_cast<Real>(stream.Below(3));
        break;
      case Manner::kScaled:
        entry = sign * static_cast<Real>(size * stream.Uniform());
        break;
      case Manner::kSparse:
        entry = stream.Below(10) == 0 ? static_cast<Real>(stream.Normal()) : Real{0};
        break;
      case Manner::kConstant:
        entry = sign * static_cast<Real>(size);
        break;
      case Manner::kZeros:
        entry = sign * Real{0};
        break;
      case Manner::kDenormal:
        entry =
            sign * static_cast<Real>(stream.Below(1000)) * std::numeric_limits<Real>::denorm_min();
        break;
      case Manner::kAnyFinite:
        entry = AnyFinite<Real>(stream);
        break;
    }
  }
  return v;
}

}  // namespace hushed
