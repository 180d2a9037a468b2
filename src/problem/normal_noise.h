#pragma once

#include <span>

#include "hushed/stream.h"

namespace hushed {

// Standard normals by the thousand, for gradient noise: a few nanoseconds each. Single precision,
// so that float and double problems see the same noise; the tails end at 6.8 standard deviations.
class NormalNoise {
 public:
  static constexpr std::size_t kBlock = 256;

  explicit NormalNoise(const Stream& stream) : stream_(stream) {}

  // Independent of all drawn before. What is drawn depends on how the calls are cut: cut alike, in
  // blocks of at most kBlock, for the same noise.
  void Fill(std::span<float> out);

 private:
  Stream stream_;
};

}  // namespace hushed
