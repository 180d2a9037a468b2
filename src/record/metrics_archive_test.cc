#include "record/metrics_archive.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/memory_archive.h"
#include "record/run_json.h"

namespace hushed {
namespace {

MetricsLine FullLine() {
  MetricsLine line;
  line.round = 1;
  line.exchange = 2;
  line.step = 3;
  line.epoch = 0.1;
  line.uploads = 5;
  line.uplink_bits = 6;
  line.uplink_value_bits = 7;
  line.downlink_bits = 8;
  line.gradient_evaluations = 9;
  line.seconds = 1e-300;
  line.metrics = {{"train_loss", 0.3}, {"", std::numeric_limits<double>::infinity()}};
  return line;
}

template <class T>
T Reloaded(T value, T into) {
  SavingArchive saved;
  Serialize(saved, value);
  LoadingArchive loaded(saved.bytes());
  Serialize(loaded, into);
  EXPECT_TRUE(loaded.finished());
  return into;
}

TEST(MetricsArchive, KeepsLinesToTheLastBit) {
  MetricsLine other;
  other.metrics = {{"a", 1}, {"b", 2}, {"c", 3}};
  const MetricsLine line = Reloaded(FullLine(), other);
  EXPECT_EQ(ToJson(line), ToJson(FullLine()));
  EXPECT_EQ(line.metrics, FullLine().metrics);
}

TEST(MetricsArchive, KeepsWhereATargetWasReached) {
  const TargetReached there{"train_loss", 0.5, true, FullLine()};
  const TargetReached target = Reloaded(there, {"train_loss", 0.5, false, {}});
  EXPECT_TRUE(target.reached);
  EXPECT_EQ(ToJson(target.at), ToJson(FullLine()));
}

TEST(MetricsArchive, ACountThatPromisesTooMuchIsRefused) {
  SavingArchive saved;
  std::uint64_t count = ~std::uint64_t{0};
  saved.Value(count);
  LoadingArchive loaded(saved.bytes());
  std::vector<std::pair<std::string, double>> numbers;
  EXPECT_THROW(Serialize(loaded, numbers), DataError);
}

}  // namespace
}  // namespace hushed
