// What GradAlign, FedGA and their relatives are to second and third order in the rate, on four
// functions of three variables: quadratics, and sums of log cosh. Errors of order k fall by 2^k
// when the rate is halved.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "components.h"

namespace hushed {
namespace {

const Point kStart = {0.3, -0.5, 0.2};
constexpr double kLargest = 8e-3;  // rates: this, halved three times

Point Visit(const Components& components, Point x, double rate,
            const std::vector<std::size_t>& order) {
  for (const std::size_t i : order) x = x - rate * components[i].gradient(x);
  return x;
}

// The mean over all orders of a pass that visits every component once.
Point MeanOverOrders(const Components& components, const Point& x, double rate) {
  std::vector<std::size_t> order(components.size());
  std::iota(order.begin(), order.end(), 0u);
  Point sum(x.size());
  double count = 0.0;
  do {
    sum = sum + Visit(components, x, rate, order);
    ++count;
  } while (std::next_permutation(order.begin(), order.end()));
  return (1.0 / count) * sum;
}

// The mean over all n^n sequences of n components.
Point MeanWithReplacement(const Components& components, const Point& x, double rate) {
  const std::size_t n = components.size();
  const auto sequences = static_cast<std::size_t>(std::pow(n, n));
  Point sum(x.size());
  for (std::size_t sequence = 0; sequence < sequences; ++sequence) {
    std::vector<std::size_t> order;
    for (std::size_t rest = sequence, k = 0; k < n; ++k, rest /= n) order.push_back(rest % n);
    sum = sum + Visit(components, x, rate, order);
  }
  return (1.0 / static_cast<double>(sequences)) * sum;
}

using Distance = std::function<Point(const Components&, double rate)>;

// Expects |distance| to fall by 2^order with each halving of the rate: the exponent in [order -
// 0.2, order + 0.2], for order 2 in [1.8, 2.1].
void ExpectOrder(int order, const Components& components, const Distance& distance) {
  double last = Norm(distance(components, kLargest));
  for (double rate = kLargest / 2; rate > kLargest / 10; rate /= 2) {
    const double next = Norm(distance(components, rate));
    const double slope = std::log2(last / next);
    EXPECT_GE(slope, order - 0.2) << "at " << rate;
    EXPECT_LE(slope, order + (order == 2 ? 0.1 : 0.2)) << "at " << rate;
    last = next;
  }
}

void ExpectOrderOnBoth(int order, const Distance& distance) {
  ExpectOrder(order, DrawnQuadratics(), distance);
  ExpectOrder(order, DrawnLogCosh(), distance);
}

Point Pass(const Components& f, double rate) { return MeanOverOrders(f, kStart, rate); }
Point Descended(const Components& f, double rate, std::uint64_t steps) {
  return After(f, kStart, Descent(rate, steps));
}
Point Aligned(const Components& f, double alpha, double beta, std::uint64_t steps) {
  return After(f, kStart, GradAlign(alpha, beta, steps));
}
Point VarianceTimes(double factor, const Components& f) {
  return factor * VarianceGradient(f, kStart);
}

constexpr int kN = 4, kSteps = 5;  // components; K

// What the tests of orders call a pass is what the library does: a cycle of its sequential-sgd ends
// where one of the orders does, and over the seeds each order has its cycle.
TEST(SequentialSgd, CyclesOfTheLibraryAreTheOrders) {
  constexpr double kRate = 0.1, kRounding = 1e-14;
  for (const Components& f : {DrawnQuadratics(), DrawnLogCosh()}) {
    const std::set<Point> ends = EndsOfACycle(f, kStart, kRate, 24);
    ASSERT_EQ(ends.size(), 24u);
    std::set<Point> matched;
    std::vector<std::size_t> order = {0, 1, 2, 3};
    do {
      const Point end = Visit(f, kStart, kRate, order);
      int found = 0;
      for (const Point& its : ends) {
        if (Norm(its - end) > kRounding) continue;
        matched.insert(its);
        ++found;
      }
      EXPECT_EQ(found, 1) << order[0] << order[1] << order[2] << order[3];
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_EQ(matched, ends);
  }
}

TEST(SequentialSgd, IsDescentOnTheLossPlusHalfTheRateTimesTheVariance) {
  ExpectOrderOnBoth(
      2, [](const Components& f, double rate) { return Pass(f, rate) - Descended(f, rate, kN); });
  ExpectOrderOnBoth(3, [](const Components& f, double rate) {
    return Pass(f, rate) - Descended(f, rate, kN) + VarianceTimes(kN * rate * rate / 2, f);
  });
}

TEST(SequentialSgd, WithReplacementHasNoSuchTerm) {
  ExpectOrder(3, DrawnLogCosh(), [](const Components& f, double rate) {
    return MeanWithReplacement(f, kStart, rate) - Descended(f, rate, kN);
  });
  const auto f = DrawnQuadratics();
  const Point difference = MeanWithReplacement(f, kStart, kLargest) - Descended(f, kLargest, kN);
  EXPECT_LT(Norm(difference), 1e-14);
}

TEST(GradAlign, StandsForAPassAtHalfTheRate) {
  ExpectOrderOnBoth(3, [](const Components& f, double rate) {
    return Pass(f, rate) - Aligned(f, rate, rate / 2, kN);
  });
  ExpectOrderOnBoth(2, [](const Components& f, double rate) {  // the wrong displacement
    return Pass(f, rate) - Aligned(f, rate, rate, kN);
  });
  ExpectOrderOnBoth(2, [](const Components& f, double rate) {  // one long step
    return Pass(f, rate) - Aligned(f, kN * rate, rate / 2, 1);
  });
  ExpectOrderOnBoth(3, [](const Components& f, double rate) {  // in difference form it does
    return (Pass(f, rate) - Descended(f, rate, kN)) -
           (Aligned(f, kN * rate, rate / 2, 1) - Aligned(f, kN * rate, 0.0, 1));
  });
  ExpectOrderOnBoth(3, [](const Components& f, double rate) {
    return Pass(f, rate) - OneStepForAPass(f, kStart, rate);
  });
}

TEST(GradAlign, TheWrongSignIsTwiceAsFarAsDescent) {
  const auto distance = [](const Components& f, double rate) {
    return Pass(f, rate) - Aligned(f, rate, -rate / 2, kN);
  };
  ExpectOrderOnBoth(2, distance);
  for (const Components& f : {DrawnQuadratics(), DrawnLogCosh()}) {
    const double descent = Norm(Pass(f, 1e-3) - Descended(f, 1e-3, kN));
    EXPECT_NEAR(Norm(distance(f, 1e-3)) / descent, 2.0, 0.05);
  }
}

// mean_i grad f_i(x + v_i) = g + beta grad r + O(beta^2); no remainder on quadratics.
TEST(GradAlign, IsDescentOnTheLossPlusBetaTimesTheVariance) {
  constexpr double kAlpha = 0.1;
  const auto remainder = [](const Components& f, double beta) {
    return Aligned(f, kAlpha, beta, 1) - Descended(f, kAlpha, 1) + VarianceTimes(kAlpha * beta, f);
  };
  ExpectOrder(2, DrawnLogCosh(), remainder);
  EXPECT_LT(Norm(remainder(DrawnQuadratics(), 0.5)), 1e-15);
}

// x+ = GD_K(x) - K rate (beta - rate (K - 1) / 2) grad r + O(rate^3) for beta = O(rate).
TEST(FedGa, FollowsItsExpansion) {
  for (const double times : {0.0, 0.5, 1.0, 4.0}) {
    ExpectOrderOnBoth(3, [times](const Components& f, double rate) {
      const double beta = times * rate, push = beta - rate * (kSteps - 1) / 2;
      return After(f, kStart, FedGa(rate, beta, kSteps)) - Descended(f, rate, kSteps) +
             VarianceTimes(kSteps * rate * push, f);
    });
  }
}

TEST(FedGa, IsNeutralAndAlignsLikeSgdAtItsTwoDisplacements) {
  ExpectOrderOnBoth(3, [](const Components& f, double rate) {
    return After(f, kStart, FedGa(rate, rate * (kSteps - 1) / 2, kSteps)) -
           Descended(f, rate, kSteps);
  });
  ExpectOrderOnBoth(3, [](const Components& f, double rate) {
    return After(f, kStart, FedGa(rate, rate * kSteps / 2, kSteps)) -
           Aligned(f, rate, rate / 2, kSteps);
  });
}

TEST(FedAvg, RaisesTheVariance) {
  ExpectOrderOnBoth(2, [](const Components& f, double rate) {
    return After(f, kStart, FedAvg(rate, kSteps)) - Descended(f, rate, kSteps);
  });
  ExpectOrderOnBoth(3, [](const Components& f, double rate) {
    return After(f, kStart, FedAvg(rate, kSteps)) - Descended(f, rate, kSteps) -
           VarianceTimes(rate * rate * kSteps * (kSteps - 1) / 2, f);
  });
}

TEST(Scaffold, IsDescentToSecondOrder) {
  ExpectOrderOnBoth(3, [](const Components& f, double rate) {
    return After(f, kStart, FreshScaffold(rate, kSteps)) - Descended(f, rate, kSteps);
  });
}

}  // namespace
}  // namespace hushed
