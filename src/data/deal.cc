#include "data/deal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

namespace hushed {
namespace {

using Ids = std::vector<std::uint32_t>;

Ids AllIds(const Dataset& data) {
  Ids ids(data.train.size);
  std::iota(ids.begin(), ids.end(), std::uint32_t{0});
  return ids;
}

void Shuffle(Ids& ids, Stream& stream) {
  for (std::size_t i = ids.size(); i > 1; --i) std::swap(ids[i - 1], ids[stream.Below(i)]);
}

void SortByTarget(const Dataset& data, Ids& ids) {
  std::stable_sort(ids.begin(), ids.end(), [&](std::uint32_t a, std::uint32_t b) {
    return data.train.targets[a] < data.train.targets[b];
  });
}

Partition Concatenate(std::vector<Ids> shards, std::string note = {}) {
  Ids ids;
  std::vector<std::uint64_t> begin = {0};
  for (Ids& shard : shards) {
    std::sort(shard.begin(), shard.end());
    ids.insert(ids.end(), shard.begin(), shard.end());
    begin.push_back(ids.size());
  }
  return {std::move(ids), std::move(begin), std::move(note)};
}

// Moves examples from the richest workers to those below `min_size`; returns how many workers that
// were. Ends because there are at least min_size * workers examples.
std::size_t TopUp(std::vector<Ids>& shards, std::uint64_t min_size, Stream& stream) {
  std::set<std::pair<std::size_t, std::size_t>> by_size;  // (examples, worker)
  for (std::size_t m = 0; m < shards.size(); ++m) by_size.emplace(shards[m].size(), m);
  std::size_t topped_up = 0;
  for (std::size_t m = 0; m < shards.size(); ++m) {
    if (shards[m].size() >= min_size) continue;
    ++topped_up;
    by_size.erase({shards[m].size(), m});
    while (shards[m].size() < min_size) {
      const auto [size, richest] = *by_size.rbegin();
      by_size.erase(std::prev(by_size.end()));
      Ids& giver = shards[richest];
      std::swap(giver[stream.Below(size)], giver.back());
      shards[m].push_back(giver.back());
      giver.pop_back();
      by_size.emplace(size - 1, richest);
    }
    by_size.emplace(shards[m].size(), m);
  }
  return topped_up;
}

std::string TopUpNote(std::size_t topped_up, std::uint64_t min_size) {
  if (topped_up == 0) return "";
  return fmt::format("{} workers were topped up to {} example{} from the richest", topped_up,
                     min_size, min_size == 1 ? "" : "s");
}

// log of a Gamma(alpha, 1) variable: Marsaglia and Tsang 2000 for alpha + 1, times U^(1/alpha). In
// logarithms, for at small alpha the variable itself is below the smallest double.
double LogGamma(double alpha, Stream& stream) {
  const double d = alpha + 1.0 - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double z = stream.Normal(), root = 1.0 + c * z;
    if (root <= 0) continue;
    const double v = root * root * root;
    const double u = 1.0 - stream.Uniform();
    if (std::log(u) < 0.5 * z * z + d - d * v + d * std::log(v)) {
      return std::log(d * v) + std::log(1.0 - stream.Uniform()) / alpha;
    }
  }
}

// Deals `ids` in consecutive runs whose lengths follow the weights exp(log_weights).
void DealByWeights(const Ids& ids, const std::vector<double>& log_weights,
                   std::vector<Ids>& shards) {
  const double largest = *std::max_element(log_weights.begin(), log_weights.end());
  double total = 0.0;
  for (const double w : log_weights) total += std::exp(w - largest);
  double share = 0.0;
  std::size_t from = 0;
  for (std::size_t m = 0; m < shards.size(); ++m) {
    share += std::exp(log_weights[m] - largest) / total;
    const bool last = m + 1 == shards.size();
    const auto end = last ? ids.size()
                          : std::min(ids.size(), static_cast<std::size_t>(std::round(
                                                     share * static_cast<double>(ids.size()))));
    for (; from < end; ++from) shards[m].push_back(ids[from]);
  }
}

}  // namespace

Partition DealShards(const Dataset& data, std::uint32_t workers, std::uint64_t pieces,
                     Stream stream) {
  Ids ids = AllIds(data);
  SortByTarget(data, ids);
  Ids order(pieces);
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  Shuffle(order, stream);
  std::vector<Ids> shards(workers);
  for (std::uint64_t i = 0; i < pieces; ++i) {
    const std::uint64_t piece = order[i];
    const std::uint64_t from = piece * ids.size() / pieces, to = (piece + 1) * ids.size() / pieces;
    Ids& shard = shards[i * workers / pieces];
    shard.insert(shard.end(), ids.begin() + static_cast<std::ptrdiff_t>(from),
                 ids.begin() + static_cast<std::ptrdiff_t>(to));
  }
  return Concatenate(std::move(shards));
}

Partition DealDirichlet(const Dataset& data, std::uint32_t workers, double alpha,
                        std::uint64_t min_size, Stream stream) {
  std::vector<Ids> by_label(data.classes);
  for (const std::uint32_t id : AllIds(data)) {
    by_label[static_cast<std::size_t>(data.train.targets[id])].push_back(id);
  }
  std::vector<Ids> shards(workers);
  for (Ids& ids : by_label) {
    Shuffle(ids, stream);
    std::vector<double> log_weights(workers);
    for (double& w : log_weights) w = LogGamma(alpha, stream);
    DealByWeights(ids, log_weights, shards);
  }
  const std::size_t topped_up = TopUp(shards, min_size, stream);
  return Concatenate(std::move(shards), TopUpNote(topped_up, min_size));
}

Partition DealByLabel(const Dataset& data, std::uint32_t workers, std::uint64_t classes_per_worker,
                      Stream stream) {
  if (classes_per_worker > data.classes) {
    throw ConfigError(fmt::format("partition.classes_per_worker = {} is more than the {} labels of {}",
                                  classes_per_worker, data.classes, data.name));
  }
  std::vector<Ids> owners(data.classes);
  for (std::uint32_t m = 0; m < workers; ++m) {
    for (std::uint64_t k = 0; k < classes_per_worker; ++k) {
      owners[(m * classes_per_worker + k) % data.classes].push_back(m);
    }
  }
  std::vector<Ids> by_label(data.classes);
  for (const std::uint32_t id : AllIds(data)) {
    by_label[static_cast<std::size_t>(data.train.targets[id])].push_back(id);
  }
  std::vector<Ids> shards(workers);
  std::size_t unowned = 0;
  for (std::size_t label = 0; label < by_label.size(); ++label) {
    Shuffle(by_label[label], stream);
    if (owners[label].empty()) {
      ++unowned;
      owners[label].resize(workers);
      std::iota(owners[label].begin(), owners[label].end(), std::uint32_t{0});
    }
    const Ids& mine = owners[label];
    for (std::size_t i = 0; i < by_label[label].size(); ++i) {
      shards[mine[i * mine.size() / by_label[label].size()]].push_back(by_label[label][i]);
    }
  }
  const std::size_t topped_up = TopUp(shards, 1, stream);
  std::string note = TopUpNote(topped_up, 1);
  if (unowned > 0) {
    note += fmt::format("{}{} labels that no worker was given were dealt over all",
                        note.empty() ? "" : "; ", unowned);
  }
  return Concatenate(std::move(shards), std::move(note));
}

Partition DealMixed(const Dataset& data, std::uint32_t workers, double iid_fraction,
                    Stream stream) {
  Ids ids = AllIds(data);
  Shuffle(ids, stream);
  const auto dealt = static_cast<std::size_t>(
      std::round(iid_fraction * static_cast<double>(ids.size())));
  Ids rest(ids.begin() + static_cast<std::ptrdiff_t>(dealt), ids.end());
  ids.resize(dealt);
  std::sort(rest.begin(), rest.end());
  SortByTarget(data, rest);
  std::vector<Ids> shards(workers);
  for (const Ids* part : {&ids, &rest}) {
    for (std::size_t i = 0; i < part->size(); ++i) {
      shards[i * workers / part->size()].push_back((*part)[i]);
    }
  }
  const std::size_t topped_up = TopUp(shards, 1, stream);
  return Concatenate(std::move(shards), TopUpNote(topped_up, 1));
}

Partition DealByOwner(const Dataset& data, std::uint32_t workers) {
  if (data.owners.empty()) {
    throw ConfigError("partition.kind = \"by-owner\": " + data.name +
                      " does not say whose its examples are; use another kind");
  }
  std::vector<Ids> shards(workers);
  for (std::uint32_t id = 0; id < data.owners.size(); ++id) {
    if (data.owners[id] >= workers) {
      throw ConfigError(fmt::format("partition.kind = \"by-owner\": {} was made for more than the {} "
                                    "workers of this job",
                                    data.name, workers));
    }
    shards[data.owners[id]].push_back(id);
  }
  for (std::uint32_t m = 0; m < workers; ++m) {
    if (shards[m].empty()) {
      throw ConfigError(
          fmt::format("partition.kind = \"by-owner\": worker {} owns no example of {}", m,
                      data.name));
    }
  }
  return Concatenate(std::move(shards));
}

}  // namespace hushed
