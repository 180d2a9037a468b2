#include "record/model_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <nlohmann/json.hpp>

#include "hushed/errors.h"
#include "record/fake_runs.h"
#include "record/file.h"

namespace hushed {
namespace {

// A safetensors file read by its specification alone.
struct ReadTensor {
  std::string dtype;
  std::vector<std::uint64_t> shape;
  std::string bytes;
};

std::map<std::string, ReadTensor> ReadSafetensors(const std::filesystem::path& path) {
  const std::string file = ReadFile(path);
  std::uint64_t length = 0;
  for (int i = 7; i >= 0; --i) length = 256 * length + static_cast<unsigned char>(file.at(i));
  const std::string data = file.substr(8 + length);
  EXPECT_EQ((8 + length) % 8, 0u) << "the data is not aligned";
  EXPECT_EQ(file.at(8), '{');
  std::map<std::string, ReadTensor> tensors;
  std::uint64_t end = 0;  // tensors lie back to back, without holes
  const auto header = nlohmann::ordered_json::parse(file.substr(8, length));
  for (const auto& [name, entry] : header.items()) {
    const auto offsets = entry.at("data_offsets").get<std::vector<std::uint64_t>>();
    EXPECT_EQ(offsets.at(0), end) << name;
    end = offsets.at(1);
    tensors[name] = {entry.at("dtype"), entry.at("shape").get<std::vector<std::uint64_t>>(),
                     data.substr(offsets[0], end - offsets[0])};
  }
  EXPECT_EQ(end, data.size());
  return tensors;
}

template <class Real>
std::vector<Real> Scalars(const ReadTensor& tensor) {
  std::vector<Real> scalars(tensor.bytes.size() / sizeof(Real));
  std::memcpy(scalars.data(), tensor.bytes.data(), tensor.bytes.size());
  return scalars;
}

Layout SmallNetwork() {
  Layout layout;
  layout.AddParameter("0.weight", {2, 3});
  layout.AddParameter("0.bias", {2});
  layout.AddParameter("scale", {});
  layout.AddBuffer("running \"mean\"", {1});
  return layout;
}

template <class Real>
void ExpectReadBack(const std::string& dtype) {
  const TemporaryFolder folder;
  const std::vector<Real> x = {1, 2, 3, 4, 5, 6, -7, Real{0.1f}, Real{1e-30f}, 10};
  WriteSafetensors<Real>(folder / "model.safetensors", SmallNetwork(), x);
  const auto tensors = ReadSafetensors(folder / "model.safetensors");
  ASSERT_EQ(tensors.size(), 4u);
  for (const auto& [name, tensor] : tensors) EXPECT_EQ(tensor.dtype, dtype) << name;
  EXPECT_EQ(tensors.at("0.weight").shape, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(Scalars<Real>(tensors.at("0.weight")), (std::vector<Real>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(Scalars<Real>(tensors.at("0.bias")), (std::vector<Real>{-7, Real{0.1f}}));
  EXPECT_TRUE(tensors.at("scale").shape.empty());
  EXPECT_EQ(Scalars<Real>(tensors.at("scale")), std::vector<Real>{Real{1e-30f}});
  EXPECT_EQ(Scalars<Real>(tensors.at("running \"mean\"")), std::vector<Real>{10});
}

TEST(Safetensors, FloatsReadBack) { ExpectReadBack<float>("F32"); }
TEST(Safetensors, DoublesReadBack) { ExpectReadBack<double>("F64"); }

// The length of the header varies with the name; the data stays aligned.
TEST(Safetensors, DataIsAlignedWhateverTheHeadersLength) {
  const TemporaryFolder folder;
  for (std::size_t letters = 1; letters <= 9; ++letters) {
    Layout layout;
    layout.AddParameter(std::string(letters, 'w'), {1});
    const std::vector<double> x = {0.5};
    WriteSafetensors<double>(folder / "model", layout, x);
    EXPECT_EQ(ReadSafetensors(folder / "model").size(), 1u);
  }
}

TEST(Safetensors, RefusesAWrongSizeAndADoubleName) {
  const TemporaryFolder folder;
  const std::vector<float> x(9);
  EXPECT_THROW(WriteSafetensors<float>(folder / "model", SmallNetwork(), x), Error);
  Layout twice;
  twice.AddParameter("w", {4});
  twice.AddBuffer("w", {5});
  EXPECT_THROW(WriteSafetensors<float>(folder / "model", twice, x), Error);
  EXPECT_FALSE(std::filesystem::exists(folder / "model"));
}

}  // namespace
}  // namespace hushed
