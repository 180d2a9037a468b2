#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "hushed/errors.h"

namespace hushed {

// What the tests of this room share: bytes, files, and the errors they cause.

using Bytes = std::vector<std::byte>;

inline Bytes ToBytes(const std::string& text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

// An IDX array as its file has it.
inline std::string Idx(std::initializer_list<std::uint32_t> shape,
                       const std::vector<std::uint8_t>& values) {
  std::string text = {0, 0, 8, static_cast<char>(shape.size())};
  for (const std::uint32_t extent : shape) {
    for (const int shift : {24, 16, 8, 0}) text += static_cast<char>(extent >> shift & 0xff);
  }
  return text + std::string(values.begin(), values.end());
}

// A new folder, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "hushed-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

  // Both return the new file's path.
  std::string Write(const std::string& name, const std::string& content) const {
    const auto file = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
    return file.string();
  }
  std::string WriteGzip(const std::string& name, const std::string& content) const {
    std::string file = path_ + "/" + name;
    gzFile out = gzopen(file.c_str(), "wb");
    EXPECT_EQ(gzwrite(out, content.data(), static_cast<unsigned>(content.size())),
              static_cast<int>(content.size()));
    gzclose(out);
    return file;
  }

 private:
  std::string path_;
};

// The text of the E that `work` throws; says so when it throws none.
template <class E, class Work>
std::string ErrorOf(const Work& work) {
  try {
    work();
  } catch (const E& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace hushed
