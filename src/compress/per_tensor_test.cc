#include "compress/per_tensor.h"

#include <gtest/gtest.h>

#include <numeric>

#include "compress/testing.h"

namespace hushed {
namespace {

Layout LayoutOf(const std::vector<std::vector<std::uint64_t>>& shapes) {
  Layout layout;
  for (const auto& shape : shapes) {
    layout.AddParameter("tensor" + std::to_string(layout.parameters().size()), shape);
  }
  return layout;
}

// The fully connected net 784-512-10 of SASG's MNIST runs.
Layout Mlp() { return LayoutOf({{512, 784}, {512}, {10, 512}, {10}}); }

// ResNet18 with a 3x3 stem for ten classes: 20 convolutions, each with a batch norm's scale and
// shift, and a last layer with bias.
Layout ResNet18() {
  std::vector<std::vector<std::uint64_t>> shapes;
  const auto convolution = [&](std::uint64_t out, std::uint64_t in, std::uint64_t side) {
    shapes.insert(shapes.end(), {{out, in, side, side}, {out}, {out}});
  };
  convolution(64, 3, 3);
  std::uint64_t in = 64;
  for (const std::uint64_t out : {64, 128, 256, 512}) {
    for (int block = 0; block < 2; ++block, in = out) {
      convolution(out, in, 3);
      convolution(out, out, 3);
      if (in != out) convolution(out, in, 1);
    }
  }
  shapes.insert(shapes.end(), {{10, 512}, {10}});
  return LayoutOf(shapes);
}

// Anchors printed by the authors' notebooks (SASG, github.com/xiaogdeng/SASG) for fraction 0.01.
TEST(PerTensor, TopOnePercentKeepsAsManyAsThePapersNetworksSay) {
  const std::pair<Layout, std::array<std::uint64_t, 3>> anchors[] = {
      {Mlp(), {4, 407'050, 4'071}}, {ResNet18(), {62, 11'173'962, 111'723}}};
  for (const auto& [layout, expected] : anchors) {
    EXPECT_EQ(layout.parameters().size(), expected[0]);
    ASSERT_EQ(layout.parameter_size(), expected[1]);
    const auto top_k = MakeCompressor<float>({"top-k", {{"fraction", 0.01}}}, layout);
    const Message message = Encoded(*top_k, GaussianVector<float>(layout.parameter_size(), 1));
    EXPECT_EQ(message.bits(), (Bits{expected[2] * 32, expected[2] * 32,
                                    expected[0] * Message::kSectionHeaderBits}));
  }
}

// The worst tensor's contraction: one of the ResNet's 128 entries keeps one.
TEST(PerTensor, PromisesTheWorstTensorsLaw) {
  const Layout layout = ResNet18();
  const auto law = [&](const Choice& choice) {
    return MakeCompressor<float>(choice, layout)->law(layout.parameter_size());
  };
  EXPECT_DOUBLE_EQ(law({"top-k", {{"fraction", 0.01}}}).contraction, 0.0078125);
  EXPECT_TRUE(law({"identity", {}}).unbiased);
  EXPECT_DOUBLE_EQ(law({"identity", {}}).contraction, 1.0);
  EXPECT_DOUBLE_EQ(
      law({"qsgd", {{"levels", std::int64_t{1}}, {"bucket", std::int64_t{0}}}}).variance,
      std::sqrt(512.0 * 512 * 9));
  EXPECT_FALSE(law({"sign", {}}).unbiased);
}

// For kinds that draw nothing, what is sent of a tensor is what is sent of it alone.
TEST(PerTensor, EncodesEachTensorByItself) {
  const Layout layout = LayoutOf({{10, 20}, {10}, {3}});
  const auto v = GaussianVector<double>(layout.parameter_size(), 2);
  for (const char* kind : {"top-k", "threshold", "sign", "fp16", "identity"}) {
    const auto decoded =
        Decoded<double>(Encoded(*MakeCompressor<double>({kind, {}}, layout), v), 213);
    for (const Tensor& tensor : layout.parameters()) {
      const auto begin = static_cast<std::ptrdiff_t>(tensor.offset);
      const auto end = static_cast<std::ptrdiff_t>(tensor.offset + tensor.size);
      const std::vector<double> part(v.begin() + begin, v.begin() + end);
      EXPECT_TRUE(SameBits(Decoded<double>(Encoded(*MakeGlobal<double>(kind), part), part.size()),
                           {decoded.begin() + begin, decoded.begin() + end}))
          << kind;
    }
  }
}

TEST(PerTensor, TensorsDrawIndependently) {
  const Layout layout = LayoutOf({{1000}, {1000}});
  const Choice choice{"random-k", {{"fraction", 0.1}, {"shared_positions", true}}};
  const auto support = Support(Encoded(*MakeCompressor<float>(choice, layout), Ones<float>(2000)));
  ASSERT_EQ(support.size(), 200u);
  int equal = 0;
  for (std::size_t i = 0; i < 100; ++i) equal += support[i] + 1000 == support[100 + i];
  EXPECT_LT(equal, 50);  // 100 if both drew alike
}

TEST(PerTensor, NamesTheTensorThatDiverged) {
  const Layout layout = LayoutOf({{4}, {3}});
  auto v = Ones<float>(7);
  v[5] = NAN;
  try {
    Encoded(*MakeCompressor<float>({"top-k", {}}, layout), v);
    FAIL();
  } catch (const DivergedError& error) {
    EXPECT_EQ(Describe(error), "tensor 'tensor1': entry 1 of 3 to send is nan");
  }
}

TEST(PerTensor, RefusesVectorsThatAreNotTheModel) {
  const Layout layout = LayoutOf({{4}, {3}});
  EXPECT_THROW(Encoded(*MakeCompressor<float>({"sign", {}}, layout), Ones<float>(8)), Error);
}

TEST(MakeCompressor, SuggestsTheNearestName) {
  try {
    MakeGlobal<float>("topk");
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(), "unknown compressor 'topk', did you mean 'top-k'?");
  }
}

}  // namespace
}  // namespace hushed
