#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "hushed/errors.h"
#include "testing/errors.h"
#include "testing/temporary_folder.h"

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

// Writes a packed file; returns its path.
inline std::string WriteGzip(const TemporaryFolder& folder, const std::string& name,
                             const std::string& content) {
  std::string file = (folder / name).string();
  gzFile out = gzopen(file.c_str(), "wb");
  EXPECT_EQ(gzwrite(out, content.data(), static_cast<unsigned>(content.size())),
            static_cast<int>(content.size()));
  gzclose(out);
  return file;
}

}  // namespace hushed
