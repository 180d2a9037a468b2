#include "data/permutation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace hushed {
namespace {

// Each of the n! orders of n = 3 and 4 is as frequent as any other: binomial counts, five standard
// deviations. (Larger n have too many orders to count.)
TEST(Permutation, SmallOrdersAreUniform) {
  constexpr int kOrders = 48'000;
  for (const std::uint32_t n : {2u, 3u, 4u}) {
    std::map<std::vector<std::uint32_t>, double> counts;
    for (std::uint64_t epoch = 0; epoch < kOrders; ++epoch) {
      const Permutation order(n, Stream(1, Purpose::kBatch, 0, epoch, 0));
      std::vector<std::uint32_t> places;
      for (std::uint32_t i = 0; i < n; ++i) places.push_back(order(i));
      ++counts[places];
    }
    const double orders = std::tgamma(n + 1.0), expected = kOrders / orders;
    EXPECT_EQ(static_cast<double>(counts.size()), orders);
    for (const auto& [places, count] : counts) {
      EXPECT_NEAR(count, expected, 5 * std::sqrt(expected * (1 - 1 / orders))) << "n = " << n;
    }
  }
}

// Where an element goes is uniform: binomial counts as above, 18,446 of them in all, none of which
// is 5.5 deviations off with p > 1 - 7e-4.
TEST(Permutation, EveryPlaceIsEquallyLikely) {
  constexpr int kOrders = 20'000;
  for (const std::uint32_t n : {5u, 10u, 64u, 65u, 100u}) {
    std::vector<double> counts(n * n, 0.0);
    for (std::uint64_t epoch = 0; epoch < kOrders; ++epoch) {
      const Permutation order(n, Stream(2, Purpose::kBatch, 0, epoch, 0));
      for (std::uint32_t i = 0; i < n; ++i) ++counts[i * n + order(i)];
    }
    const double expected = kOrders / static_cast<double>(n);
    for (const double count : counts) {
      EXPECT_NEAR(count, expected, 5.5 * std::sqrt(expected * (1.0 - 1.0 / n))) << "n = " << n;
    }
  }
}

TEST(Permutation, LargeSizesAreBijections) {
  for (const std::uint32_t n : {65'535u, 65'536u, 65'537u}) {
    const Permutation order(n, Stream(3, Purpose::kBatch, 0, 0, 0));
    std::vector<bool> hit(n, false);
    for (std::uint32_t i = 0; i < n; ++i) hit.at(order(i)) = true;
    EXPECT_EQ(std::count(hit.begin(), hit.end(), true), static_cast<std::ptrdiff_t>(n));
  }
}

}  // namespace
}  // namespace hushed
