#pragma once

#include <gtest/gtest.h>
#include <zip.h>

#include <string>
#include <utility>
#include <vector>

#include "data/dataset.h"
#include "data/test_files.h"

namespace hushed {

// What the tests of NumPy's files share: files as NumPy writes them.

template <class T>
std::string Raw(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

// A .npy file of version 1 with this dictionary.
inline std::string NpyWith(std::string dictionary, const std::string& body) {
  while ((10 + dictionary.size() + 1) % 64 != 0) dictionary += ' ';
  dictionary += '\n';
  const auto size = static_cast<unsigned>(dictionary.size());
  std::string file = "\x93NUMPY\x01";
  file += '\0';
  file += static_cast<char>(size & 0xff);
  file += static_cast<char>(size >> 8);
  return file + dictionary + body;
}

// type: "<f8"; shape: "(2, 3)".
inline std::string Npy(const std::string& type, const std::string& shape, const std::string& body,
                       bool fortran = false) {
  return NpyWith("{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") +
                     ", 'shape': " + shape + ", }",
                 body);
}

template <class T>
std::string Npy(const std::string& type, const std::string& shape, const std::vector<T>& values,
                bool fortran = false) {
  return Npy(type, shape, Raw(values), fortran);
}

using Members = std::vector<std::pair<std::string, std::string>>;  // name with .npy, bytes

// Writes an archive; returns its path.
inline std::string WriteNpz(const TemporaryFolder& folder, const std::string& name,
                            const Members& members, bool deflated = false) {
  const std::string path = (folder / name).string();
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  EXPECT_NE(archive, nullptr);
  for (const auto& [member, bytes] : members) {
    zip_source_t* source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    const auto place = zip_file_add(archive, member.c_str(), source, 0);
    EXPECT_GE(place, 0);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(place),
                             deflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  return path;
}

template <class Real = double>
std::vector<Real> Gathered(const Dataset& data, const std::vector<std::uint32_t>& examples) {
  std::vector<Real> out(examples.size() * data.columns);
  Gather<Real>(data, data.train, examples, out);
  return out;
}

}  // namespace hushed
