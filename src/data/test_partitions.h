#pragma once

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "data/partition.h"
#include "data/test_files.h"

namespace hushed {

// What the tests of partitions share.

// `size` examples whose class is example % classes; no rows, for partitions look at none.
inline Dataset Labelled(std::uint64_t size, std::uint32_t classes) {
  Dataset data;
  data.name = "made";
  data.classes = classes;
  data.train.size = size;
  for (std::uint64_t i = 0; i < size; ++i) {
    data.train.targets.push_back(static_cast<double>(i % classes));
  }
  return data;
}

inline Partition Made(const Dataset& data, const std::string& kind, const Values& options,
                      std::uint32_t workers, std::uint64_t seed = 1) {
  return MakePartition({kind, options}, data, workers, seed);
}

inline std::string Refusal(const Dataset& data, const std::string& kind, const Values& options,
                           std::uint32_t workers) {
  return ErrorOf<ConfigError>([&] { Made(data, kind, options, workers); });
}

inline std::vector<std::uint64_t> Sizes(const Partition& partition) {
  std::vector<std::uint64_t> sizes;
  for (WorkerId m = 0; m < partition.workers(); ++m) sizes.push_back(partition.shard(m).size());
  return sizes;
}

inline std::set<double> LabelsOf(const Dataset& data, std::span<const std::uint32_t> shard) {
  std::set<double> labels;
  for (const std::uint32_t i : shard) labels.insert(data.train.targets[i]);
  return labels;
}

// Every example has one owner, every worker at least `least` examples, in ascending order.
inline void ExpectLaws(const Partition& partition, const Dataset& data, std::uint64_t least,
                       const std::string& what) {
  std::vector<int> owners(data.train.size, 0);
  for (WorkerId m = 0; m < partition.workers(); ++m) {
    const auto shard = partition.shard(m);
    EXPECT_GE(shard.size(), least) << what << ", worker " << m;
    EXPECT_TRUE(std::is_sorted(shard.begin(), shard.end())) << what << ", worker " << m;
    for (const std::uint32_t i : shard) ++owners.at(i);
  }
  EXPECT_EQ(std::count(owners.begin(), owners.end(), 1), static_cast<std::ptrdiff_t>(owners.size()))
      << what;
}

}  // namespace hushed
