#include "core/options.h"

#include <gtest/gtest.h>

#include <cmath>

#include "testing/errors.h"

namespace hushed {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct SomeOptions {
  bool on = true;
  std::int64_t count = 3;
  double rate = 0.0;
  std::string mode = "a";
  std::vector<std::int64_t> sizes = {1};
  std::vector<double> weights;

  static Fields<SomeOptions> fields() {
    return {{"on", &SomeOptions::on, Anything(), "switch"},
            {"count", &SomeOptions::count, Between(1, 5), "how many"},
            {"rate", &SomeOptions::rate, AboveUpTo(0, 1), "share; 0: chosen for you"},
            {"mode", &SomeOptions::mode, OneOf({"a", "bc"}), "which"},
            {"sizes", &SomeOptions::sizes, AtLeast(1), "widths"},
            {"weights", &SomeOptions::weights, Above(0), "factors"}};
  }
};

OptionInfo Info(const std::string& name) {
  for (const OptionInfo& info : OptionsOf<SomeOptions>()) {
    if (info.name == name) return info;
  }
  return {};
}

std::string Refusal(const std::string& name, const Value& value) {
  return ErrorOf<ConfigError>([&] { Checked(Info(name), value); });
}

TEST(Options, ConvertWhatLosesNothing) {
  EXPECT_EQ(Checked(Info("rate"), std::int64_t{1}), Value(1.0));
  EXPECT_EQ(Checked(Info("weights"), std::vector<std::int64_t>{2}),
            Value(std::vector<double>{2.0}));
  EXPECT_EQ(Refusal("count", 3.0), "count = 3.0 is not allowed: a whole number in [1, 5] is");
  EXPECT_EQ(Refusal("on", std::int64_t{1}), "on = 1 is not allowed: true or false is");
  EXPECT_EQ(Refusal("sizes", std::vector<double>{1.0}),
            "sizes = [1.0] is not allowed: a list of whole numbers of at least 1 is");
}

TEST(Options, RangesAndWordsHold) {
  EXPECT_EQ(Refusal("count", std::int64_t{5}), "no error");
  EXPECT_EQ(Refusal("count", std::int64_t{6}),
            "count = 6 is not allowed: a whole number in [1, 5] is");
  EXPECT_EQ(Refusal("rate", 0.0), "no error");  // the default always is
  EXPECT_EQ(Refusal("rate", -1.0), "rate = -1.0 is not allowed: a number in (0, 1] is");
  EXPECT_EQ(Refusal("rate", std::nan("")), "rate = nan is not allowed: a number in (0, 1] is");
  EXPECT_EQ(Refusal("weights", std::vector<double>{1.0, kInfinity}),
            "weights = [1.0, inf] is not allowed: a list of numbers above 0 is");
  EXPECT_EQ(Refusal("mode", std::string("bd")), "unknown mode 'bd', did you mean 'bc'?");
  EXPECT_EQ(Refusal("mode", true), "mode = true is not allowed: one of a, bc is");
  EXPECT_EQ(
      Refusal("count", std::string(1000, 'x')),
      "count = \"" + std::string(79, 'x') + "... is not allowed: a whole number in [1, 5] is");
}

TEST(Options, CompleteChecksAndFillsIn) {
  const auto infos = OptionsOf<SomeOptions>();
  const auto options = FromValues<SomeOptions>(
      Complete(infos, {{"rate", std::int64_t{1}}, {"mode", std::string("bc")}}, "job.toml:3"));
  EXPECT_EQ(options.rate, 1.0);
  EXPECT_EQ(options.mode, "bc");
  EXPECT_EQ(options.count, 3);
  EXPECT_EQ(options.sizes, std::vector<std::int64_t>{1});
  EXPECT_EQ(ErrorOf<ConfigError>([&] {
              Complete(infos, {{"cout", std::int64_t{1}}}, "job.toml:3");
            }),
            "job.toml:3: unknown key 'cout', did you mean 'count'?");
}

TEST(Options, TextsAreTomlThatRoundTrips) {
  EXPECT_EQ(ToText(1.0), "1.0");
  EXPECT_EQ(ToText(0.1), "0.1");
  EXPECT_EQ(ToText(1e300), "1e+300");
  EXPECT_EQ(ToText(-kInfinity), "-inf");
  EXPECT_EQ(ToText(std::int64_t{-3}), "-3");
  EXPECT_EQ(ToText(std::string("a\"\\\n")), "\"a\\\"\\\\\\u000a\"");
  EXPECT_EQ(ToText(std::vector<double>{1.0, 0.5}), "[1.0, 0.5]");
  EXPECT_EQ(ToText(std::vector<std::int64_t>{}), "[]");
}

TEST(Options, NearestNameIsNearOrNone) {
  EXPECT_EQ(NearestName("sagg", {"sgd", "sasg"}), "sasg");
  EXPECT_EQ(NearestName("adam", {"sgd", "sasg"}), "");
  EXPECT_EQ(NearestName("", {"ab"}), "");
  EXPECT_EQ(UnknownName("model", "x", {}), "unknown model 'x': none is allowed here");
}

}  // namespace
}  // namespace hushed
