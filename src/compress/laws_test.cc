// What CompressorLaw promises, for every kind that compressors.def lists with its own defaults, and
// for some settings beside them.
#include <gtest/gtest.h>

#include <limits>

#include "compress/testing.h"

namespace hushed {
namespace {

constexpr int kRounds = 1000;
constexpr std::size_t kSizes[] = {0, 1, 2, 7, 64, 1000};

constexpr std::size_t kDecades = 5;

// Gaussian, many ties, all equal, all zero, constant but one, twelve decades, denormal.
template <class Real>
std::vector<std::vector<Real>> Data(std::size_t n) {
  const auto gauss = GaussianVector<Real>(n, 5);
  std::vector<std::vector<Real>> data(7, gauss);
  for (std::size_t i = 0; i < n; ++i) {
    data[1][i] = std::round(gauss[i]);
    data[2][i] = Real{-3};
    data[3][i] = Real{0};
    data[4][i] = i == n / 2 ? Real{-5} : Real{1};
    data[kDecades][i] =
        std::copysign(static_cast<Real>(std::pow(10.0, 2.0 * gauss[i] - 4.0)), gauss[i]);
    data[6][i] = std::round(Real{100} * gauss[i]) * std::numeric_limits<Real>::denorm_min();
  }
  return data;
}

// A sum of independent values: its mean and the standard error of it, estimated.
struct Samples {
  double sum = 0.0, squares = 0.0;
  void Add(double value) {
    sum += value;
    squares += value * value;
  }
  double mean() const { return sum / kRounds; }
  double error() const {
    return std::sqrt(std::max(0.0, squares / kRounds - mean() * mean()) / kRounds);
  }
};

template <class Real>
class CompressorLaws : public testing::Test {
 protected:
  // Calls check(setting, v) for all settings, sizes and data.
  template <class Check>
  static void ForAll(const Check& check) {
    for (const Choice& choice : LawSettings()) {
      for (const std::size_t n : kSizes) {
        for (const auto& v : Data<Real>(n)) {
          SCOPED_TRACE(Text(choice) + ", n = " + std::to_string(n));
          check(choice, v);
          if (testing::Test::HasFatalFailure()) return;
        }
      }
    }
  }
};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(CompressorLaws, Reals);

// Six standard errors, for about 2,000 means. Beside them rounding: of each entry, of the sums
// over entries and rounds, and, among denormals, of one unit.
TYPED_TEST(CompressorLaws, ContractAndVaryAsPromised) {
  using Real = TypeParam;
  constexpr double kEpsilon = std::numeric_limits<Real>::epsilon();
  constexpr double kSumming = std::numeric_limits<double>::epsilon();
  constexpr double kUnit = std::numeric_limits<Real>::denorm_min();
  this->ForAll([](const Choice& choice, const std::vector<Real>& v) {
    const auto compressor = MakeCompressor<Real>(choice, Layout());
    const CompressorLaw law = compressor->law(v.size());
    const auto n = static_cast<double>(v.size());
    ASSERT_GE(law.contraction, 0.0);
    ASSERT_LE(law.contraction, 1.0);
    if (law.contraction == 0.0 && law.variance == 0.0) return;
    Samples error;
    for (int round = 0; round < kRounds; ++round) {
      const Message message = Encoded(*compressor, v, StreamsOf(0, round));
      error.Add(SquaredError(v, Decoded<Real>(message, v.size())));
    }
    const double norm = Squares(v);
    const double slack =
        6 * error.error() + (8 * kEpsilon + (n + kRounds) * kSumming) * norm + n * kUnit * kUnit;
    const double factor = law.contraction > 0 ? 1 - law.contraction : law.variance;
    EXPECT_LE(error.mean(), factor * norm + slack);
  });
}

// The mean of <decoded - v, w> for w = v and w = 1 shows a factor or an offset that is wrong. Six
// standard errors; beside them each entry's rounding and, in double, entries whose squares vanish.
// Over twelve decades some entries are rounded up so seldom that no sample tells the error.
TYPED_TEST(CompressorLaws, AreUnbiasedWherePromised) {
  using Real = TypeParam;
  constexpr double kRounding = 8 * std::numeric_limits<Real>::epsilon();
  constexpr double kVanishing = 1e-154;
  this->ForAll([](const Choice& choice, const std::vector<Real>& v) {
    const auto compressor = MakeCompressor<Real>(choice, Layout());
    if (!compressor->law(v.size()).unbiased || v == Data<Real>(v.size())[kDecades]) return;
    Samples along, across;
    for (int round = 0; round < kRounds; ++round) {
      const auto decoded = Decoded<Real>(Encoded(*compressor, v, StreamsOf(0, round)), v.size());
      double dot = 0.0, sum = 0.0;
      for (std::size_t i = 0; i < v.size(); ++i) {
        const double off = static_cast<double>(decoded[i]) - static_cast<double>(v[i]);
        dot += off * static_cast<double>(v[i]);
        sum += off;
      }
      along.Add(dot);
      across.Add(sum);
    }
    const auto n = static_cast<double>(v.size());
    const double norm = Squares(v);
    EXPECT_NEAR(along.mean(), 0.0, 6 * along.error() + kRounding * norm);
    EXPECT_NEAR(across.mean(), 0.0,
                6 * across.error() + kRounding * std::sqrt(n * norm) + n * kVanishing);
  });
}

// out + weight * decoded, the product rounded first: decoding with a weight scales, nothing else.
TYPED_TEST(CompressorLaws, AddToScalesWhatIsDecoded) {
  using Real = TypeParam;
  this->ForAll([](const Choice& choice, const std::vector<Real>& v) {
    const Message message = Encoded(*MakeCompressor<Real>(choice, Layout()), v);
    const auto decoded = Decoded<Real>(message, v.size());
    for (const Real weight : {Real{1}, Real{-1}, Real{0.3}}) {
      auto sum = GaussianVector<Real>(v.size(), 6), expected = sum;
      message.AddTo<Real>(sum, weight);
      for (std::size_t i = 0; i < v.size(); ++i) expected[i] += weight * decoded[i];
      ASSERT_TRUE(SameBits(sum, expected)) << "weight " << weight;
    }
  });
}

TYPED_TEST(CompressorLaws, BitsAreTheSizeOfTheWireAndTheWireKeepsEveryBit) {
  using Real = TypeParam;
  this->ForAll([](const Choice& choice, const std::vector<Real>& v) {
    const Message message = Encoded(*MakeCompressor<Real>(choice, Layout()), v);
    const auto bytes = Written(message);
    ASSERT_EQ(message.bits().total(), 8 * bytes.size());
    ASSERT_EQ(message.empty(), v.empty());
    const Message read = Message::Read(bytes);
    ASSERT_EQ(read.bits(), message.bits());
    ASSERT_EQ(Written(read), bytes);
    ASSERT_TRUE(SameBits(Decoded<Real>(read, v.size()), Decoded<Real>(message, v.size())));
  });
}

TYPED_TEST(CompressorLaws, SameStreamsSameMessage) {
  using Real = TypeParam;
  this->ForAll([](const Choice& choice, const std::vector<Real>& v) {
    const auto used = MakeCompressor<Real>(choice, Layout());
    Encoded(*used, GaussianVector<Real>(2000, 7), StreamsOf(4, 1));  // nothing is remembered
    const auto fresh = MakeCompressor<Real>(choice, Layout());
    ASSERT_EQ(Written(Encoded(*used, v, StreamsOf(2, 9))),
              Written(Encoded(*fresh, v, StreamsOf(2, 9))));
  });
}

// identity hides nothing: what is not finite passes through it.
TYPED_TEST(CompressorLaws, WhatIsNotFiniteIsRefusedByNameOrPassesThrough) {
  using Real = TypeParam;
  constexpr Real kInfinity = std::numeric_limits<Real>::infinity();
  for (const Choice& choice : LawSettings()) {
    const auto compressor = MakeCompressor<Real>(choice, Layout());
    for (const std::size_t n : {1, 2, 7, 64, 1000, 5000}) {
      for (const std::size_t at : {std::size_t{0}, n / 2, n - 1}) {
        for (const Real bad : {kInfinity, -kInfinity, std::numeric_limits<Real>::quiet_NaN()}) {
          SCOPED_TRACE(Text(choice) + ", entry " + std::to_string(at));
          auto v = GaussianVector<Real>(n, 8);
          v[at] = bad;
          if (choice.kind == "identity") {
            EXPECT_FALSE(std::isfinite(Decoded<Real>(Encoded(*compressor, v), n)[at]));
            continue;
          }
          try {
            Encoded(*compressor, v);
            FAIL() << "accepted " << bad;
          } catch (const DivergedError& error) {
            const auto name = "entry " + std::to_string(at) + " of " + std::to_string(n);
            EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace hushed
