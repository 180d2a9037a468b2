#include "record/model_file.h"

#include <gtest/gtest.h>

#include <cmath>
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

template <class Real>
std::vector<Real> Parsed(const std::string& header, const std::string& data, const Layout& layout) {
  const std::uint64_t length = header.size();
  std::string file(reinterpret_cast<const char*>(&length), sizeof length);
  return ParseSafetensors<Real>(file + header + data, "file", layout);
}

// "" when it is read.
std::string Refusal(const std::string& header, const std::string& data = std::string(16, '\0')) {
  Layout layout;
  layout.AddParameter("w", {2, 2});
  try {
    Parsed<float>(header, data, layout);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(Safetensors, FloatsReadBack) { ExpectReadBack<float>("F32"); }
TEST(Safetensors, DoublesReadBack) { ExpectReadBack<double>("F64"); }

// Written by one scalar, read by another; the order of the file does not matter.
TEST(Safetensors, WhatIsWrittenIsRead) {
  const TemporaryFolder folder;
  const std::vector<float> x = {1, 2, 3, 4, 5, 6, -7, 0.1f, 1e-30f, 10};
  WriteSafetensors<float>(folder / "model", SmallNetwork(), x);
  const std::string file = ReadFile(folder / "model");
  EXPECT_EQ(ParseSafetensors<float>(file, "model", SmallNetwork()), x);
  EXPECT_EQ(ParseSafetensors<double>(file, "model", SmallNetwork()),
            std::vector<double>(x.begin(), x.end()));
  Layout turned;
  turned.AddParameter("scale", {});
  turned.AddParameter("running \"mean\"", {1});
  turned.AddParameter("0.bias", {2});
  turned.AddParameter("0.weight", {2, 3});
  EXPECT_EQ(ParseSafetensors<float>(file, "model", turned),
            (std::vector<float>{1e-30f, 10, -7, 0.1f, 1, 2, 3, 4, 5, 6}));
}

// IEEE 754: 1, -2, the largest half, the smallest one; bfloat16 is the upper half of a float.
TEST(Safetensors, ReadsHalves) {
  Layout layout;
  layout.AddParameter("h", {4});
  layout.AddParameter("b", {2});
  const std::string header =
      R"({"b":{"dtype":"BF16","shape":[2],"data_offsets":[8,12]},)"
      R"("h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},"__metadata__":{"format":"pt"},)"
      R"("steps":{"dtype":"I64","shape":[],"data_offsets":[12,20]}})";
  const std::uint16_t words[] = {0x3C00, 0xC000, 0x7BFF, 0x0001, 0x3F80, 0xC020, 0, 0, 0, 0};
  const std::string data(reinterpret_cast<const char*>(words), sizeof words);
  EXPECT_EQ(Parsed<double>(header, data, layout),
            (std::vector<double>{1, -2, 65504, std::ldexp(1.0, -24), 1, -2.5}));
}

TEST(Safetensors, SaysWhatDoesNotFit) {
  const auto entry = [](const std::string& type, const std::string& shape, int begin, int end) {
    return "{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":[" +
           std::to_string(begin) + "," + std::to_string(end) + "]}";
  };
  const std::string good = entry("F32", "[2,2]", 0, 16);
  ASSERT_EQ(Refusal("{\"w\":" + good + "}"), "");
  const std::pair<std::string, const char*> wrong[] = {
      {"{\"v\":" + good + "}", "no tensor 'w' [2, 2]"},
      {"{\"w\":" + entry("F32", "[4]", 0, 16) + "}",
       "'w' has the shape [4], the model's is [2, 2]"},
      {"{\"w\":" + entry("I32", "[2,2]", 0, 16) + "}", "'I32'"},
      {"{\"w\":" + entry("F32", "[2,2]", 0, 12) + "}", "12 bytes for 4 numbers"},
      {"{\"w\":" + entry("F32", "[2,2]", 16, 32) + "}", "cut short"},
      {"{\"w\":" + entry("F32", "[2,2]", 16, 0) + "}", "data_offsets"},
      {"{\"w\":" + entry("F32", "[2,-2]", 0, 16) + "}", "no count"},
      {"{\"w\":" + entry("F32", "2", 0, 16) + "}", "no list 'shape'"},
      {"{\"w\":" + good + ",\"v\":" + good + "}", "'v' is nothing that the model has"},
      {"{\"w\":" + good + ",\"w\":" + good + "}", "twice"},
      {"{\"w\":7}", "no list 'shape'"},
      {"[1]", "not a JSON object"},
      {"{\"w\":", "not JSON"},
      {"{\"w\":{\"shape\":[[2]]}}", "too deeply"},
  };
  for (const auto& [header, words] : wrong) {
    const std::string said = Refusal(header);
    EXPECT_TRUE(said.starts_with("file: ")) << said;
    EXPECT_NE(said.find(words), std::string::npos) << said << "\nnot: " << words;
  }
  const std::string infinite("\0\0\x80\x7f", 4);
  EXPECT_NE(Refusal("{\"w\":" + good + "}", std::string(12, '\0') + infinite).find("entry 3"),
            std::string::npos);
}

// A length that the file does not have, or that would take memory out of proportion.
TEST(Safetensors, BoundsTheHeader) {
  for (const std::uint64_t length : {std::uint64_t{3}, std::uint64_t{1} << 62, ~std::uint64_t{0}}) {
    std::string file(reinterpret_cast<const char*>(&length), sizeof length);
    EXPECT_THROW(ParseSafetensors<float>(file + "{}", "file", Layout()), DataError) << length;
  }
  EXPECT_THROW(ParseSafetensors<float>("short", "file", Layout()), DataError);
  const std::string spaces(5 << 20, ' ');
  EXPECT_THROW(Parsed<float>("{}" + spaces, "", Layout()), DataError);
  EXPECT_TRUE(Parsed<float>("{}", "", Layout()).empty());
}

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
