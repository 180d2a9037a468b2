// What holds for every vector that is encoded, over 10,000 random ones a setting: of every manner,
// of sizes 0, 1, 2, odd ones and up to 5,000. Laws of single settings stand in laws_test.cc.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "compress/random_vectors.h"
#include "compress/testing.h"
#include "compress/top_k.h"

namespace hushed {
namespace {

constexpr std::uint64_t kVectors = 10'000;

template <class Real>
struct Case {
  std::vector<Real> v;
  std::uint64_t offset = 0;
  Streams streams;
};

template <class Real>
std::vector<Case<Real>> Cases() {
  std::vector<Case<Real>> cases;
  for (std::uint64_t i = 0; i < kVectors; ++i) {
    Stream stream(/*seed=*/11, Purpose::kData, 0, i, 0);
    const std::size_t n = i % 50 == 0 ? stream.Below(5000) : stream.Below(i % 3 == 0 ? 4 : 130);
    const Manner manner = kManners[i % std::size(kManners)];
    cases.push_back({RandomVector<Real>(manner, n, stream), stream.Below(1'000'000),
                     StreamsOf(static_cast<WorkerId>(stream.Below(100)), i)});
  }
  return cases;
}

template <class Real>
Message EncodedAt(Compressor<Real>& compressor, const Case<Real>& given) {
  Message message;
  compressor.Encode(given.v, given.offset, given.streams, message);
  message.Own();
  return message;
}

template <class Real>
std::vector<Real> DecodedAt(const Message& message, const Case<Real>& given) {
  std::vector<Real> out(given.v.size(), Real{0});
  message.AddTo<Real>(out, Real{1}, 0, given.offset);
  return out;
}

// Finite vectors may be refused where their norm overflows, or half precision does.
template <class Real>
bool MayBeRefused(const Choice& choice, const std::vector<Real>& v) {
  const double most = choice.kind == "fp16" ? 65519.0
                      : sizeof(Real) == 4   ? double{std::numeric_limits<float>::max()}
                                            : 1e154;
  double sum = 0.0;  // at least the norm
  for (const Real entry : v) sum += std::abs(static_cast<double>(entry));
  return !(sum < most);
}

template <class Real>
class CompressorProperties : public testing::Test {
 protected:
  static const std::vector<Case<Real>>& All() {
    static const auto cases = Cases<Real>();
    return cases;
  }

  // Calls check(case, message) for all vectors that the setting accepts.
  template <class Check>
  static void ForAll(const Choice& choice, const Check& check) {
    const auto compressor = MakeCompressor<Real>(choice, Layout());
    std::uint64_t refused = 0;
    for (const Case<Real>& given : All()) {
      Message message;
      try {
        message = EncodedAt(*compressor, given);
      } catch (const DivergedError& error) {
        ASSERT_TRUE(MayBeRefused(choice, given.v)) << error.what();
        ++refused;
        continue;
      }
      check(given, message);
      if (testing::Test::HasFatalFailure()) return;
    }
    EXPECT_LT(refused, kVectors / 4);
  }

  template <class Check>
  static void ForAllSettings(const Check& check) {
    for (const Choice& choice : LawSettings()) {
      SCOPED_TRACE(Text(choice));
      ForAll(choice, [&](const Case<Real>& given, const Message& message) {
        check(choice, given, message);
      });
      if (testing::Test::HasFatalFailure()) return;
    }
  }
};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(CompressorProperties, Reals);

TYPED_TEST(CompressorProperties, TheWireKeepsEveryBitAndCostsWhatItSays) {
  using Real = TypeParam;
  this->ForAllSettings([](const Choice&, const Case<Real>& given, const Message& message) {
    const auto bytes = Written(message);
    ASSERT_EQ(message.bits().total(), 8 * bytes.size());
    const Message read = Message::Read(bytes);
    ASSERT_EQ(read.bits(), message.bits());
    ASSERT_EQ(Written(read), bytes);
    ASSERT_TRUE(SameBits(DecodedAt(read, given), DecodedAt(message, given)));
  });
}

TYPED_TEST(CompressorProperties, AMessageDependsOnItsVectorAndStreamsAlone) {
  using Real = TypeParam;
  this->ForAllSettings([](const Choice& choice, const Case<Real>& given, const Message& message) {
    const auto fresh = MakeCompressor<Real>(choice, Layout());
    ASSERT_EQ(Written(EncodedAt(*fresh, given)), Written(message));
  });
}

TYPED_TEST(CompressorProperties, SectionsStandInTheirVectorOneBehindTheOther) {
  using Real = TypeParam;
  this->ForAllSettings([](const Choice&, const Case<Real>& given, const Message& message) {
    std::uint64_t at = given.offset;
    for (const Section& section : message.sections()) {
      ASSERT_EQ(section.offset, at);
      at += section.count;
    }
    ASSERT_EQ(at, given.offset + given.v.size());
  });
}

// What each codec does to one entry v, decoded as d:
//   sparse         d is +0, or scale * v
//   half           |d - v| <= 2^-11 |v|, or 2^-25 when that is more
//   sign           |d| is the scale, with the sign of v
//   quantised      |d - v| <= scale, but for rounding and, in double, squares that vanish
template <class Real>
bool KeepsEntry(const Section& section, Real factor, Real v, Real d) {
  const double off = std::abs(static_cast<double>(d) - static_cast<double>(v));
  const double size = std::abs(static_cast<double>(v));
  constexpr double kVanishing = sizeof(Real) == sizeof(double) ? 1e-154 : 0.0;
  constexpr double kRounding = 4 * double{std::numeric_limits<Real>::epsilon()};
  switch (section.codec) {
    case Codec::kDense:
      return std::memcmp(&d, &v, sizeof d) == 0 || (d == 0 && v == 0);  // 0 + -0 is 0
    case Codec::kHalf:
      return off <= std::max(0x1p-11 * size, 0x1p-25);
    case Codec::kSparse:
    case Codec::kSharedMask:
      return d == 0 || d == factor * v;
    case Codec::kSign:
      return d == 0 ? section.scale == 0
                    : std::abs(d) == static_cast<Real>(section.scale) &&
                          std::signbit(d) == std::signbit(v);
    case Codec::kQuantised:
      return off <= section.scale + kRounding * (size + section.scale) + kVanishing;
  }
  return false;
}

TYPED_TEST(CompressorProperties, EveryEntryIsKeptAsItsCodecSays) {
  using Real = TypeParam;
  this->ForAllSettings([](const Choice& choice, const Case<Real>& given, const Message& message) {
    const auto& options = choice.options;
    const bool scaled = options.contains("unbiased") && std::get<bool>(options.at("unbiased"));
    const auto decoded = DecodedAt(message, given);
    for (const Section& section : message.sections()) {
      const Real factor = scaled && section.kept > 0
                              ? static_cast<Real>(section.count) / static_cast<Real>(section.kept)
                              : Real{1};
      const std::size_t begin = section.offset - given.offset;
      for (std::size_t i = begin; i < begin + section.count; ++i) {
        ASSERT_TRUE(KeepsEntry(section, factor, given.v[i], decoded[i]))
            << "entry " << i << " of " << given.v.size() << ": " << given.v[i] << " became "
            << decoded[i];
      }
    }
  });
}

// Independent terms, relative to |v|^2, whose mean is at most or exactly 0, within six standard
// errors and the rounding of entries and sums.
struct Terms {
  std::uint64_t count = 0;
  double sum = 0.0, squares = 0.0;
  void Add(double value) {
    ++count;
    sum += value;
    squares += value * value;
  }
  double mean() const { return sum / static_cast<double>(count); }
  double slack() const { return 6 * std::sqrt(squares) / static_cast<double>(count); }
};

bool IsMeasurable(double squares) { return squares > 1e-280 && squares < 1e280; }

template <class Real>
double RoundingOf(std::size_t n) {
  return 16 * (double{std::numeric_limits<Real>::epsilon()} +
               static_cast<double>(n) * std::numeric_limits<double>::epsilon());
}

// The error beyond its bound, what is left along the vector and across. Kinds that draw nothing keep
// their law for each vector.
TYPED_TEST(CompressorProperties, LawsHoldForAllVectorsTogether) {
  using Real = TypeParam;
  for (const Choice& choice : LawSettings()) {
    SCOPED_TRACE(Text(choice));
    const auto compressor = MakeCompressor<Real>(choice, Layout());
    const bool draws = choice.kind == "random-k" || choice.kind == "qsgd";
    Terms excess, along, across;
    this->ForAll(choice, [&](const Case<Real>& given, const Message& message) {
      const CompressorLaw law = compressor->law(given.v.size());
      const double squares = Squares(given.v);
      if (!IsMeasurable(squares) || squares < 1e6 * std::numeric_limits<Real>::min()) return;
      const auto decoded = DecodedAt(message, given);
      if (!std::ranges::all_of(decoded, [](Real d) { return std::isfinite(d); })) return;
      const double bound = law.contraction > 0 ? 1 - law.contraction : law.variance;
      const double over = SquaredError(given.v, decoded) / squares - bound;
      if (law.contraction > 0 && !draws) {
        ASSERT_LE(over, RoundingOf<Real>(given.v.size()));
      }
      if (law.contraction > 0 || law.variance > 0) excess.Add(over);
      double dot = 0.0, sum = 0.0;
      for (std::size_t i = 0; i < decoded.size(); ++i) {
        const double off = static_cast<double>(decoded[i]) - static_cast<double>(given.v[i]);
        dot += off * static_cast<double>(given.v[i]);
        sum += off;
      }
      along.Add(dot / squares);
      across.Add(sum / std::sqrt(squares * static_cast<double>(decoded.size())));
    });
    const double rounding = RoundingOf<Real>(5000);
    if (excess.count > 0) {
      EXPECT_LE(excess.mean(), excess.slack() + rounding);
    }
    if (!compressor->law(100).unbiased) continue;
    EXPECT_GT(along.count, kVectors / 2);
    EXPECT_NEAR(along.mean(), 0.0, along.slack() + rounding);
    EXPECT_NEAR(across.mean(), 0.0, across.slack() + rounding);
  }
}

}  // namespace
}  // namespace hushed
