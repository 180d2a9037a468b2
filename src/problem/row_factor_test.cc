#include "problem/row_factor.h"

#include <gtest/gtest.h>

#include "testing/vectors.h"

namespace hushed {
namespace {

// Adding and removing rows leaves the coefficients of v = N c + rest those of the rows that are in.
TEST(RowFactor, FollowsItsRows) {
  constexpr std::size_t d = 9;
  std::vector<std::vector<double>> in;
  RowFactor factor(d);
  std::vector<double> c;
  const auto expect_split = [&](std::uint64_t seed) {
    std::vector<double> v = GaussianVector<double>(d, seed);
    factor.Split(v, c);
    ASSERT_EQ(c.size(), in.size());
    for (std::size_t j = 0; j < in.size(); ++j) {
      double along = 0.0;
      for (std::size_t i = 0; i < d; ++i) {
        along += factor.rest()[i] * in[j][i];
        v[i] -= c[j] * in[j][i];
      }
      EXPECT_NEAR(along, 0.0, 1e-13);
    }
    for (std::size_t i = 0; i < d; ++i) EXPECT_NEAR(v[i], factor.rest()[i], 1e-13);
  };
  for (std::uint64_t step = 0; step < 40; ++step) {
    if (in.size() == 6 || (step % 3 == 2 && !in.empty())) {
      factor.Remove(step % in.size());
      in.erase(in.begin() + static_cast<std::ptrdiff_t>(step % in.size()));
    } else {
      in.push_back(GaussianVector<double>(d, step + 1));
      factor.Split(in.back(), c);
      factor.Append();
    }
    expect_split(1000 + step);
  }
}

// N'N of (3, 4, 0) and (0, 1, 0) is (25, 4; 4, 1).
TEST(RowFactor, SolvesWithTheGramMatrix) {
  RowFactor factor(3);
  std::vector<double> c;
  for (const std::vector<double>& row : {std::vector<double>{3, 4, 0}, {0, 1, 0}}) {
    factor.Split(row, c);
    factor.Append();
  }
  std::vector<double> e = {25.0 + 2 * 4.0, 4.0 + 2 * 1.0};
  factor.SolveGram(e);
  EXPECT_NEAR(e[0], 1.0, 1e-14);
  EXPECT_NEAR(e[1], 2.0, 1e-14);
}

}  // namespace
}  // namespace hushed
