#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/options.h"
#include "data/dataset.h"
#include "data/making.h"

namespace hushed {

// What data sets from the user's own files share. Paths are relative to the current folder.
//
// With targets = "class", the labels of all files are whole numbers, and in ascending order they
// become the classes 0, 1, ...: -1, +1 and 1, 2 become 0, 1; 0 ... C-1 stay; 1 ... C become 0 ...
// C-1. With targets = "value" they are values to predict, as written.
struct OwnFiles {
  std::string path;
  std::string test_path;
  double test_fraction = 0.0;
  std::string targets = "class";
};

// T, an option struct that derives from OwnFiles, begins its fields with OwnFields<T>().
// `files`: what path names.
template <class T>
Fields<T> OwnFields(const std::string& files, const std::string& test_files) {
  return {{"path", &T::path, Anything(), files},
          {"test_path", &T::test_path, Anything(), test_files},
          {"test_fraction", &T::test_fraction, Between(0, 1),
           "share of the examples in path drawn for the test split; without test_path only"},
          {"targets", &T::targets, OneOf({"class", "value"}),
           "labels name classes, numbered in ascending order, or are values to predict"}};
}

// Throws ConfigError when the options ask for what cannot be.
void CheckOptions(const OwnFiles& options);

// Whether a path is a pattern that names a file for every worker, and its files in worker order:
// {worker} stands for 0, 1, ... Without it, the path itself.
bool NamesWorkers(const std::string& path);
std::vector<std::string> FilesOf(const std::string& path, std::uint32_t workers);

// Throws DataError naming the file and the example when labels are to be classes and one is not a
// whole number.
void RequireLabels(const OwnFiles& options, const std::string& file,
                   std::span<const double> labels);

// The file of worker m may say whose its examples are, too: throws DataError when it names another.
void RequireOwner(const std::string& file, std::uint32_t m, std::span<const std::uint32_t> owners);

// Throws DataError when there are more examples than ids.
void RequireFew(const std::string& file, std::uint64_t examples);

// Data whose rows and labels, as written, are read: moves the test_fraction to the test split when
// there is one, and numbers the classes. Both splits keep the order of the file.
void Finish(const OwnFiles& options, const Making& making, Dataset& data);

}  // namespace hushed
