#pragma once

#include <cmath>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compress/codecs.h"
#include "compress/compressors.h"
#include "testing/vectors.h"

namespace hushed {

// What the tests of this room share.

inline Values Global(Values options = {}) {
  options.insert({"per", std::string("global")});
  return options;
}

// A compressor of whole vectors, whatever their size.
template <class Real>
std::unique_ptr<Compressor<Real>> MakeGlobal(const std::string& kind, const Values& options = {}) {
  return MakeCompressor<Real>({kind, Global(options)}, Layout());
}

template <class Real>
Message Encoded(Compressor<Real>& compressor, const std::vector<Real>& v,
                const Streams& streams = StreamsOf(0, 0)) {
  Message message;
  compressor.Encode(v, 0, streams, message);
  message.Own();
  return message;
}

// The vector of n scalars that the message stands for.
template <class Real>
std::vector<Real> Decoded(const Message& message, std::size_t n) {
  std::vector<Real> out(n, Real{0});
  message.AddTo<Real>(out, Real{1});
  return out;
}

// Where the sparse sections of a message have entries, in order.
inline std::vector<std::uint32_t> Support(const Message& message) {
  std::vector<std::uint32_t> support;
  for (const Section& section : message.sections()) {
    for (std::size_t i = 0; i < section.kept; ++i) {
      const auto position = Load<std::uint32_t>(message.payload(section).data(), i);
      support.push_back(section.offset + position);
    }
  }
  return support;
}

inline std::vector<std::byte> Written(const Message& message) {
  std::vector<std::byte> bytes;
  message.Write(bytes);
  return bytes;
}

template <class Real>
bool SameBits(std::span<const Real> a, std::span<const Real> b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}
template <class Real>
bool SameBits(const std::vector<Real>& a, const std::vector<Real>& b) {
  return SameBits<Real>(std::span<const Real>(a), std::span<const Real>(b));
}

// |a - b|^2 and |v|^2, in double.
template <class Real>
double SquaredError(const std::vector<Real>& a, const std::vector<Real>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
  }
  return sum;
}
template <class Real>
double Squares(const std::vector<Real>& v) {
  return SquaredError(v, Zeros<Real>(v.size()));
}

}  // namespace hushed
