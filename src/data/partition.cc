#include "data/partition.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "data/deal.h"

namespace hushed {

Partition::Partition(std::vector<std::uint32_t> ids, std::vector<std::uint64_t> begin,
                     std::string note)
    : ids_(std::move(ids)),
      begin_(std::move(begin)),
      workers_(static_cast<std::uint32_t>(begin_.size() - 1)),
      note_(std::move(note)) {}

Partition Partition::Copies(std::uint32_t workers, std::uint64_t size) {
  std::vector<std::uint32_t> ids(size);
  std::iota(ids.begin(), ids.end(), std::uint32_t{0});
  Partition partition(std::move(ids), {0, size});
  partition.begin_.clear();
  partition.workers_ = workers;
  return partition;
}

std::span<const std::uint32_t> Partition::shard(WorkerId worker) const {
  if (begin_.empty()) return ids_;
  return std::span<const std::uint32_t>(ids_).subspan(begin_[worker],
                                                      begin_[worker + 1] - begin_[worker]);
}

std::uint64_t Partition::largest_shard() const {
  std::uint64_t largest = 0;
  for (WorkerId m = 0; m < workers_; ++m) largest = std::max(largest, shard(m).size());
  return largest;
}

namespace {

struct ShardsOptions {
  std::int64_t shards_per_worker = 2;
  static Fields<ShardsOptions> fields() {
    return {{"shards_per_worker", &ShardsOptions::shards_per_worker, AtLeast(1),
             "pieces of the examples sorted by label that each worker gets"}};
  }
};

struct DirichletOptions {
  double alpha = 0.5;
  std::int64_t min_size = 1;
  static Fields<DirichletOptions> fields() {
    return {
        {"alpha", &DirichletOptions::alpha, Above(0),
         "concentration: small is heterogeneous, large is iid"},
        {"min_size", &DirichletOptions::min_size, AtLeast(1),
         "examples every worker gets at least, moved from the richest"},
    };
  }
};

struct ByLabelOptions {
  std::int64_t classes_per_worker = 1;
  static Fields<ByLabelOptions> fields() {
    return {{"classes_per_worker", &ByLabelOptions::classes_per_worker, AtLeast(1),
             "labels each worker has examples of"}};
  }
};

struct MixedOptions {
  double iid_fraction = 0.5;
  static Fields<MixedOptions> fields() {
    return {{"iid_fraction", &MixedOptions::iid_fraction, Between(0, 1),
             "share dealt at random; the rest is sorted by label and cut in equal blocks"}};
  }
};

void RequireEnough(const Dataset& data, std::uint64_t pieces, const std::string& what) {
  if (data.train.size >= pieces) return;
  throw ConfigError(fmt::format("partition: {} are more than the {} training examples of {}", what,
                                data.train.size, data.name));
}

void RequireLabels(const Dataset& data, const std::string& kind) {
  if (data.classes > 0) return;
  throw ConfigError(fmt::format(
      "partition.kind = \"{}\" deals by label, and {} has none: use iid, mixed or copy", kind,
      data.name));
}

}  // namespace

std::vector<KindInfo> PartitionKinds() {
  return {
      {"iid", "examples dealt at random, evenly", {}},
      {"shards", "examples sorted by label, cut in pieces, pieces dealt at random",
       OptionsOf<ShardsOptions>()},
      {"dirichlet", "each label dealt by proportions from a Dirichlet distribution",
       OptionsOf<DirichletOptions>()},
      {"by-label", "each worker has examples of a few labels only", OptionsOf<ByLabelOptions>()},
      {"mixed", "a share at random, the rest sorted by label and cut",
       OptionsOf<MixedOptions>()},
      {"by-owner", "as the synthetic data set was made for its workers", {}},
      {"copy", "every worker has all examples", {}},
  };
}

Partition MakePartition(const Choice& choice, const Dataset& data, std::uint32_t workers,
                        std::uint64_t seed) {
  if (choice.kind == "copy") return Partition::Copies(workers, data.train.size);
  RequireEnough(data, workers, fmt::format("{} workers", workers));
  Stream stream(seed, Purpose::kPartition, 0, 0, 0);
  if (choice.kind == "shards") {
    RequireLabels(data, choice.kind);
    const auto options = FromValues<ShardsOptions>(choice.options);
    const auto pieces = static_cast<std::uint64_t>(options.shards_per_worker) * workers;
    RequireEnough(data, pieces,
                  fmt::format("{} shards for each of {} workers", options.shards_per_worker,
                              workers));
    return DealShards(data, workers, pieces, stream);
  }
  if (choice.kind == "dirichlet") {
    RequireLabels(data, choice.kind);
    const auto options = FromValues<DirichletOptions>(choice.options);
    const auto min_size = static_cast<std::uint64_t>(options.min_size);
    RequireEnough(data, min_size * workers,
                  fmt::format("{} examples for each of {} workers", min_size, workers));
    return DealDirichlet(data, workers, options.alpha, min_size, stream);
  }
  if (choice.kind == "by-label") {
    RequireLabels(data, choice.kind);
    const auto options = FromValues<ByLabelOptions>(choice.options);
    return DealByLabel(data, workers, static_cast<std::uint64_t>(options.classes_per_worker),
                       stream);
  }
  if (choice.kind == "mixed") {
    const auto options = FromValues<MixedOptions>(choice.options);
    return DealMixed(data, workers, options.iid_fraction, stream);
  }
  if (choice.kind == "by-owner") return DealByOwner(data, workers);
  return DealMixed(data, workers, 1.0, stream);
}

}  // namespace hushed
