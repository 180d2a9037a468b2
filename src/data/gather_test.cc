#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>

#include "data/dataset.h"
#include "hushed/problem.h"

namespace hushed {
namespace {

// Three images of 2 channels, 3 x 4; pixel values tell image, channel and place apart.
Dataset Images() {
  Dataset data;
  data.shape = {2, 3, 4};
  data.columns = 24;
  data.train.size = 3;
  data.train.bytes.mean = {0.25, 0.5};
  data.train.bytes.deviation = {0.5, 0.125};
  for (int i = 0; i < 3 * 24; ++i) {
    data.train.bytes.values.push_back(static_cast<std::uint8_t>(10 + 3 * i));
  }
  data.train.targets = {0, 0, 0};
  return data;
}

template <class Real>
std::vector<Real> Gathered(const Dataset& data, std::vector<std::uint32_t> examples) {
  std::vector<Real> out(examples.size() * data.columns);
  Gather<Real>(data, data.train, examples, out);
  return out;
}

std::vector<double> Augmented(const Dataset& data, std::uint64_t step) {
  std::vector<double> out(data.columns);
  GatherAugmented<double>(data, std::vector<std::uint32_t>{1},
                          Stream(1, Purpose::kExample, 0, 0, step), out);
  return out;
}

// out(channel, y, x) = image(channel, y + down, x + right), black outside; then mirrored.
std::vector<double> Moved(const Dataset& data, const std::vector<double>& image, int down,
                          int right, bool mirrored) {
  const int height = static_cast<int>(data.shape[1]), width = static_cast<int>(data.shape[2]);
  std::vector<double> out;
  for (std::size_t c = 0; c < data.shape[0]; ++c) {
    const double black = (0.0 - data.train.bytes.mean[c]) / data.train.bytes.deviation[c];
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int from_y = y + down, from_x = (mirrored ? width - 1 - x : x) + right;
        const bool inside = from_y >= 0 && from_y < height && from_x >= 0 && from_x < width;
        out.push_back(inside ? image[c * 12 + static_cast<std::size_t>(from_y * width + from_x)]
                             : black);
      }
    }
  }
  return out;
}

// Four roundings of numbers below 8.
template <class Real>
constexpr double kRounding = 4 * 8 * std::numeric_limits<Real>::epsilon() / 2;

template <class Real>
void ExpectNormalised() {
  const Dataset data = Images();
  const auto rows = Gathered<Real>(data, {2, 0, 2});
  const std::vector<std::size_t> examples = {2, 0, 2};
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t i = 0; i < 24; ++i) {
      const double pixel = data.train.bytes.values[examples[k] * 24 + i] / 255.0;
      const double expected = i < 12 ? (pixel - 0.25) / 0.5 : (pixel - 0.5) / 0.125;
      EXPECT_NEAR(rows[k * 24 + i], expected, kRounding<Real>);
    }
  }
}

TEST(Gather, NormalisesEachChannel) {
  ExpectNormalised<float>();
  ExpectNormalised<double>();
}

TEST(Gather, SparseEqualsDense) {
  Dataset dense;
  dense.columns = 4;
  dense.train.size = 3;
  dense.train.dense = {0, 1.5, 0, -2, 0, 0, 0, 0, 3, 0, 0, 0.1};
  Dataset sparse;
  sparse.columns = 4;
  sparse.train.size = 3;
  sparse.train.sparse = {{0, 2, 2, 4}, {1, 3, 0, 3}, {1.5, -2, 3, 0.1}};
  const std::vector<std::uint32_t> examples = {2, 1, 0, 2};
  EXPECT_EQ(Gathered<double>(sparse, examples), Gathered<double>(dense, examples));
  EXPECT_EQ(Gathered<float>(sparse, examples), Gathered<float>(dense, examples));
  EXPECT_EQ(Gathered<double>(dense, {1, 2}), (std::vector<double>{0, 0, 0, 0, 3, 0, 0, 0.1}));
  EXPECT_EQ(Gathered<double>(dense, {}), std::vector<double>{});
}

TEST(GatherAugmented, WithoutAugmentationIsGather) {
  const Dataset data = Images();
  EXPECT_EQ(Augmented(data, 0), Gathered<double>(data, {1}));
}

TEST(GatherAugmented, FlipGivesTheImageOrItsMirror) {
  Dataset data = Images();
  const auto image = Gathered<double>(data, {1});
  const auto mirror = Moved(data, image, 0, 0, true);
  EXPECT_EQ(Moved(data, mirror, 0, 0, true), image);
  data.augmentation.flip = true;
  int mirrored = 0;
  for (std::uint64_t step = 0; step < 1000; ++step) {
    const auto seen = Augmented(data, step);
    ASSERT_TRUE(seen == image || seen == mirror);
    mirrored += seen == mirror ? 1 : 0;
  }
  // Binomial(1000, 1/2): standard deviation 15.8.
  EXPECT_NEAR(mirrored, 500, 5 * 15.8);
}

// 25 crops times 2: every one seen, equally often. Binomial(50,000, 1/50): deviation 31.3.
TEST(GatherAugmented, CropsAndFlipsAreThoseOfThePaddedImageEquallyOften) {
  Dataset data = Images();
  const auto image = Gathered<double>(data, {1});
  std::map<std::vector<double>, int> counts;
  for (int down = -2; down <= 2; ++down) {
    for (int right = -2; right <= 2; ++right) {
      for (const bool mirrored : {false, true})
        counts[Moved(data, image, down, right, mirrored)] = 0;
    }
  }
  ASSERT_EQ(counts.size(), 50u);
  data.augmentation = {.crop_padding = 2, .flip = true};
  for (std::uint64_t step = 0; step < 50'000; ++step) {
    const auto found = counts.find(Augmented(data, step));
    ASSERT_NE(found, counts.end());
    ++found->second;
  }
  for (const auto& [seen, count] : counts) EXPECT_NEAR(count, 1000, 5 * 31.3);
}

TEST(GatherAugmented, TheSameRandomnessGivesTheSamePixels) {
  Dataset data = Images();
  data.augmentation = {.crop_padding = 2, .flip = true};
  EXPECT_EQ(Augmented(data, 7), Augmented(data, 7));
  const std::vector<std::uint32_t> examples = {0, 1, 2};
  std::vector<float> single(3 * 24);
  std::vector<double> wide(3 * 24);
  const Stream stream(4, Purpose::kExample, 2, 0, 9);
  GatherAugmented<float>(data, examples, stream, single);
  GatherAugmented<double>(data, examples, stream, wide);
  for (std::size_t i = 0; i < wide.size(); ++i) {
    EXPECT_NEAR(single[i], wide[i], kRounding<float>);
  }
}

TEST(GatherAugmented, LeavesTestExamplesAlone) {
  Dataset data = Images();
  data.test = data.train;
  data.augmentation = {.crop_padding = 2, .flip = true};
  std::vector<double> out(24);
  Gather<double>(data, data.test, std::vector<std::uint32_t>{1}, out);
  EXPECT_EQ(out, Gathered<double>(Images(), {1}));
}

TEST(WithRows, HasWhatIsNeededWhereItWas) {
  const Dataset all = Images();
  Dataset some = Images();
  some.train = WithRows({false, true, true}, all.train);
  EXPECT_EQ(some.train.bytes.values.size(), 2 * 24u);
  EXPECT_EQ(Gathered<float>(some, {2, 1}), Gathered<float>(all, {2, 1}));
  some.augmentation = {.crop_padding = 1, .flip = true};
  Dataset augmented = Images();
  augmented.augmentation = some.augmentation;
  EXPECT_EQ(Augmented(some, 5), Augmented(augmented, 5));
}

TEST(Examples, AreTheDataSet) {
  const auto data = std::make_shared<const Dataset>(Images());
  const Examples examples(data);
  EXPECT_EQ(examples.shape(), data->shape);
  EXPECT_EQ(examples.columns(), 24u);
  EXPECT_EQ(examples.size(Of::kTraining), 3u);
  EXPECT_EQ(examples.size(Of::kTest), 0u);
  EXPECT_EQ(examples.targets(Of::kTraining).size(), 3u);
  std::vector<float> rows(2 * 24);
  const std::vector<std::uint32_t> ids = {2, 0};
  examples.Gather<float>(Of::kTraining, ids, rows);
  EXPECT_EQ(rows, Gathered<float>(*data, ids));
  std::vector<float> batch(2 * 24);
  examples.Gather<float>({ids, Stream(1, Purpose::kExample, 0, 0, 0)}, batch);
  EXPECT_EQ(batch, rows) << "there is nothing to augment";
}

}  // namespace
}  // namespace hushed
