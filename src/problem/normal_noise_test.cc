// Normals by Box and Muller from the stream's words; moments and tails with bounds of five
// standard deviations.
#include "problem/normal_noise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "testing/vectors.h"

namespace hushed {
namespace {

Stream Source(std::uint64_t step) { return {1, Purpose::kExample, 0, 0, step}; }

// n a multiple of kBlock.
std::vector<float> Noise(std::size_t n) {
  std::vector<float> z(n);
  NormalNoise(Source(0)).Fill(z);
  return z;
}

// The formula in double: per block first the words of the radii, then those of the angles; cosines
// fill the first half, sines the rest. Single precision leaves 1e-6 of at most 6.8.
TEST(NormalNoise, IsTheStreamsWordsThroughBoxAndMuller) {
  for (const std::size_t n : {1, 2, 7, 64, 255, 256, 257, 1000}) {
    std::vector<float> z(n);
    NormalNoise(Source(n)).Fill(z);
    Stream stream = Source(n);
    for (std::size_t begin = 0; begin < n; begin += NormalNoise::kBlock) {
      const std::size_t size = std::min(NormalNoise::kBlock, n - begin);
      const std::size_t pairs = (size + 1) / 2;
      std::vector<double> radii(pairs), angles(pairs);
      for (double& radius : radii) {
        radius = std::sqrt(-2.0 * std::log((stream.Next32() + 0.5) * 0x1p-32));
      }
      for (double& angle : angles) angle = 2.0 * std::numbers::pi * stream.Next32() * 0x1p-32;
      for (std::size_t i = 0; i < size; ++i) {
        const std::size_t k = i % pairs;
        const double expected = radii[k] * (i < pairs ? std::cos(angles[k]) : std::sin(angles[k]));
        ASSERT_NEAR(z[begin + i], expected, 7e-6) << "entry " << begin + i << " of " << n;
      }
    }
  }
}

TEST(NormalNoise, NothingIsDrawnForNothing) {
  NormalNoise noise(Source(0));
  noise.Fill({});
  std::vector<float> z(4);
  noise.Fill(z);
  std::vector<float> expected(4);
  NormalNoise(Source(0)).Fill(expected);
  EXPECT_EQ(z, expected);
}

// E z^p for p = 1 .. 4 is 0, 1, 0, 3 with the variances 1, 2, 15, 96.
TEST(NormalNoise, HasNormalMoments) {
  const std::vector<float> z = Noise(1 << 20);
  const double expected[] = {0, 1, 0, 3}, variance[] = {1, 2, 15, 96};
  for (int p = 1; p <= 4; ++p) {
    double sum = 0.0;
    for (const float entry : z) sum += std::pow(static_cast<double>(entry), p);
    const auto n = static_cast<double>(z.size());
    EXPECT_NEAR(sum / n, expected[p - 1], 5 * std::sqrt(variance[p - 1] / n)) << p;
  }
}

// Entries that come from one pair, neighbours, and entries a block apart are uncorrelated: products
// of independent normals have variance 1.
TEST(NormalNoise, EntriesAreUncorrelated) {
  const std::vector<float> z = Noise(1 << 20);
  for (const std::size_t apart : {std::size_t{1}, NormalNoise::kBlock / 2, NormalNoise::kBlock}) {
    const std::size_t n = z.size() - apart;
    double product = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const double a = z[i], b = z[i + apart];
      product += a * b;
      squares += (a * a - 1) * (b * b - 1);
    }
    EXPECT_NEAR(product / static_cast<double>(n), 0.0, 5 / std::sqrt(n)) << apart;
    EXPECT_NEAR(squares / static_cast<double>(n), 0.0, 5 * 2 / std::sqrt(n)) << apart;
  }
}

// P(|z| > t) = erfc(t / sqrt 2); counts are binomial.
TEST(NormalNoise, HasNormalTails) {
  const std::vector<float> z = Noise(1 << 20);
  for (const double t : {0.01, 0.5, 1.0, 2.0, 3.0, 4.0}) {
    const double p = std::erfc(t / std::numbers::sqrt2), n = static_cast<double>(z.size());
    const auto beyond = std::ranges::count_if(z, [&](float entry) { return std::abs(entry) > t; });
    EXPECT_NEAR(static_cast<double>(beyond), n * p, 5 * std::sqrt(n * p * (1 - p))) << t;
  }
}

}  // namespace
}  // namespace hushed
