#include "data/partition.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "data/deal.h"
#include "data/files.h"
#include "data/hands.h"
#include "data/partition_file.h"

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

namespace {

struct ShardsOptions {
  std::int64_t shards_per_worker = 2;
  static Fields<ShardsOptions> fields() {
    return {{"shards_per_worker", &ShardsOptions::shards_per_worker, Between(1, 1e9),
             "pieces of the examples sorted by label that each worker gets"}};
  }
};

struct DirichletOptions {
  double alpha = 0.5;
  std::int64_t min_size = 1;
  static Fields<DirichletOptions> fields() {
    return {
        {"alpha", &DirichletOptions::alpha, Between(1e-6, 1e6),
         "concentration: small is heterogeneous, large is iid"},
        {"min_size", &DirichletOptions::min_size, Between(1, 1e9),
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

struct FileOptions {
  std::string path;
  static Fields<FileOptions> fields() {
    return {{"path", &FileOptions::path, Anything(),
             "text file with a line of example ids for each worker, or .npy file with the worker "
             "of each example; both count from 0; required"}};
  }
};

struct MixedOptions {
  double iid_fraction = 0.5;
  static Fields<MixedOptions> fields() {
    return {{"iid_fraction", &MixedOptions::iid_fraction, Between(0, 1),
             "share dealt at random; the rest is sorted by label and cut in equal blocks"}};
  }
};

// What a partition is made from.
struct Request {
  const std::string& kind;
  const Values& options;
  const Dataset& data;
  std::uint32_t workers;
  Stream stream;
};

void RequireEnough(const Request& request, std::uint64_t examples, const std::string& what) {
  if (request.data.train.size >= examples) return;
  throw ConfigError(fmt::format("partition.kind = \"{}\": {} need {} training examples, {} has {}",
                                request.kind, what, examples, request.data.name,
                                request.data.train.size));
}

void RequireClasses(const Request& request) {
  if (request.data.classes > 0) return;
  throw ConfigError(
      fmt::format("partition.kind = \"{}\" deals by label, and {} has no classes: use iid or copy",
                  request.kind, request.data.name));
}

Partition Iid(const Request& request) {
  return DealMixed(request.data, request.workers, 1.0, request.stream);
}

Partition Shards(const Request& request) {
  RequireClasses(request);
  const auto options = FromValues<ShardsOptions>(request.options);
  const auto pieces = static_cast<std::uint64_t>(options.shards_per_worker) * request.workers;
  RequireEnough(
      request, pieces,
      fmt::format("{} shards for each of {} workers", options.shards_per_worker, request.workers));
  return DealShards(request.data, request.workers, pieces, request.stream);
}

Partition Dirichlet(const Request& request) {
  RequireClasses(request);
  const auto options = FromValues<DirichletOptions>(request.options);
  const auto min_size = static_cast<std::uint64_t>(options.min_size);
  RequireEnough(request, min_size * request.workers,
                fmt::format("min_size = {} for each of {} workers", min_size, request.workers));
  return DealDirichlet(request.data, request.workers, options.alpha, min_size, request.stream);
}

Partition ByLabel(const Request& request) {
  RequireClasses(request);
  const auto options = FromValues<ByLabelOptions>(request.options);
  return DealByLabel(request.data, request.workers,
                     static_cast<std::uint64_t>(options.classes_per_worker), request.stream);
}

Partition Mixed(const Request& request) {
  if (request.data.train.targets.empty()) {
    throw ConfigError(fmt::format(
        "partition.kind = \"mixed\" sorts by label, and {} has no rows: use iid, by-owner or copy",
        request.data.name));
  }
  const auto options = FromValues<MixedOptions>(request.options);
  return DealMixed(request.data, request.workers, options.iid_fraction, request.stream);
}

Partition ByOwner(const Request& request) { return DealByOwner(request.data, request.workers); }

Partition File(const Request& request) {
  const auto options = FromValues<FileOptions>(request.options);
  if (options.path.empty()) {
    throw ConfigError("partition.path is missing: the file that says whose the examples are");
  }
  return ToPartition(ReadPartition(ReadUnpacked(options.path), options.path, request.workers,
                                   request.data.train.size));
}

Partition Copy(const Request& request) {
  return Partition::Copies(request.workers, request.data.train.size);
}

// The list: what a job can name, and who deals it.
struct Kind {
  KindInfo info;
  Partition (*deal)(const Request&);
};

std::vector<Kind> Kinds() {
  return {
      {{"iid", "examples dealt at random, evenly", {}}, Iid},
      {{"shards", "examples sorted by label, cut in pieces, pieces dealt at random",
        OptionsOf<ShardsOptions>()},
       Shards},
      {{"dirichlet", "each label dealt by proportions from a Dirichlet distribution",
        OptionsOf<DirichletOptions>()},
       Dirichlet},
      {{"by-label", "each worker has examples of a few labels only", OptionsOf<ByLabelOptions>()},
       ByLabel},
      {{"mixed", "a share at random, the rest sorted by label and cut", OptionsOf<MixedOptions>()},
       Mixed},
      {{"by-owner",
        "as the data set says: by its users, files or worker ids, or as it was made",
        {}},
       ByOwner},
      {{"file", "as a file of the user's own says", OptionsOf<FileOptions>()}, File},
      {{"copy", "every worker has all examples", {}}, Copy},
  };
}

}  // namespace

std::vector<KindInfo> PartitionKinds() {
  std::vector<KindInfo> infos;
  for (const Kind& kind : Kinds()) infos.push_back(kind.info);
  return infos;
}

Partition MakePartition(const Choice& choice, const Dataset& data, std::uint32_t workers,
                        std::uint64_t seed) {
  const Request request{choice.kind, choice.options, data, workers,
                        Stream(seed, Purpose::kPartition, 0, 0, 0)};
  std::vector<std::string> known;
  for (const Kind& kind : Kinds()) {
    known.push_back(kind.info.name);
    if (kind.info.name != choice.kind) continue;
    if (kind.deal != Copy) RequireEnough(request, workers, fmt::format("{} workers", workers));
    return kind.deal(request);
  }
  throw ConfigError(UnknownName("partition", choice.kind, known));
}

}  // namespace hushed
