// Buffers: how running statistics move, and that nothing but training moves them.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "problem/initial.h"
#include "problem/small_datasets.h"
#include "problem/torch/torch_models.h"

namespace hushed {
namespace {

constexpr std::int64_t kSide = 9;
constexpr std::size_t kExamples = 3;
constexpr std::array<std::uint32_t, kExamples> kIds = {0, 1, 2};
const Batch kBatch = {kIds, Stream(1, Purpose::kExample, 0, 0, 0)};

struct Moments {
  double mean = 0.0;
  double variance = 0.0;  // unbiased
};

// Of what conv1 (3 x 3, padding 1, no bias) makes of the batch, in its first channel.
Moments FirstChannel(const Dataset& data, std::span<const double> kernel) {
  std::vector<double> values;
  for (std::size_t example = 0; example < kExamples; ++example) {
    const double* image = data.train.dense.data() + example * kSide * kSide;
    for (std::int64_t row = 0; row < kSide; ++row) {
      for (std::int64_t column = 0; column < kSide; ++column) {
        double sum = 0.0;
        for (std::int64_t k = 0; k < 9; ++k) {
          const std::int64_t r = row + k / 3 - 1, c = column + k % 3 - 1;
          const bool inside = r >= 0 && r < kSide && c >= 0 && c < kSide;
          if (inside) sum += kernel[k] * image[r * kSide + c];
        }
        values.push_back(sum);
      }
    }
  }
  const auto n = static_cast<double>(values.size());
  Moments moments;
  for (const double value : values) moments.mean += value / n;
  for (const double value : values) {
    moments.variance += (value - moments.mean) * (value - moments.mean) / (n - 1);
  }
  return moments;
}

class BatchNorm : public testing::Test {
 protected:
  BatchNorm() {
    DrawInitial<double>(problem_->layout(), 7, x_);
    buffers_.assign(x_.begin() + static_cast<std::ptrdiff_t>(d_), x_.end());
  }

  double Step(std::vector<double>& gradient, std::span<double> buffers) {
    return problem_->LossAndGradient(std::span(x_).first(d_), kBatch, gradient, buffers);
  }

  std::shared_ptr<const Dataset> data_ = RandomRows({1, kSide, kSide}, 3, kExamples);
  std::unique_ptr<Problem<double>> problem_ =
      MakeTorchProblemFactory<double>({"resnet18", {}}, data_, 0)();
  std::size_t d_ = problem_->layout().parameter_size();
  std::vector<double> x_ = std::vector<double>(problem_->layout().size());
  std::vector<double> buffers_;
  std::vector<double> gradient_ = std::vector<double>(d_);
};

// running <- 0.9 * running + 0.1 * batch's, with the unbiased variance; from (0, 1).
TEST_F(BatchNorm, RunningStatisticsMoveByPyTorchsRule) {
  const Moments moments = FirstChannel(*data_, std::span(x_).first(9));
  constexpr std::size_t kVariance = 64;  // running_mean of 64 channels, then running_var
  Step(gradient_, buffers_);
  EXPECT_NEAR(buffers_[0], 0.1 * moments.mean, 1e-15);
  EXPECT_NEAR(buffers_[kVariance], 0.9 + 0.1 * moments.variance, 1e-14);
  Step(gradient_, buffers_);
  EXPECT_NEAR(buffers_[0], 0.19 * moments.mean, 1e-15);
  EXPECT_NEAR(buffers_[kVariance], 0.81 + 0.19 * moments.variance, 1e-14);
}

TEST_F(BatchNorm, AGradientWithoutBuffersIsTheSameGradient) {
  std::vector<double> without(d_);
  const double loss = Step(gradient_, buffers_);
  EXPECT_EQ(Step(without, {}), loss);
  EXPECT_EQ(without, gradient_);
}

TEST_F(BatchNorm, EvaluationReadsTheStatisticsInXAndLeavesThem) {
  const std::vector<double> kept = x_;
  std::vector<Metric> before, after;
  problem_->Evaluate(x_, 0, before);
  EXPECT_EQ(x_, kept);
  x_[d_ + 64] *= 2.0;  // bn1.running_var of the first channel
  problem_->Evaluate(x_, 0, after);
  EXPECT_NE(before[0].total, after[0].total);
}

// With pieces of one and two examples, statistics move once a piece.
TEST(StatisticsBatch, LargerBatchesAreWorkedInPieces) {
  const auto data = RandomRows({1, kSide, kSide}, 3, kExamples);
  const auto problem = MakeTorchProblemFactory<double>(
      {"resnet18", {{"statistics_batch", std::int64_t{2}}}}, data, 0)();
  const std::size_t d = problem->layout().parameter_size();
  std::vector<double> x(problem->layout().size()), whole(d), first(d), second(d);
  DrawInitial<double>(problem->layout(), 7, x);
  const auto step = [&](std::size_t begin, std::size_t n, std::vector<double>& gradient) {
    Batch part = kBatch;
    part.examples = part.examples.subspan(begin, n);
    return problem->LossAndGradient(std::span(x).first(d), part, gradient, {});
  };
  const double loss = step(0, 3, whole);
  EXPECT_NEAR(loss, (2 * step(0, 2, first) + step(2, 1, second)) / 3, 1e-14);
  for (std::size_t i = 0; i < d; i += 1009) {
    EXPECT_NEAR(whole[i], (2 * first[i] + second[i]) / 3, 1e-13) << i;
  }
}

}  // namespace
}  // namespace hushed
