#include "data/deal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "data/hands.h"

namespace hushed {

Partition DealShards(const Dataset& data, std::uint32_t workers, std::uint64_t pieces,
                     Stream stream) {
  Ids ids = AllIds(data);
  SortByTarget(data, ids);
  Ids order(pieces);
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  Shuffle(order, stream);
  std::vector<Ids> hands(workers);
  for (std::uint64_t i = 0; i < pieces; ++i) {
    const std::uint64_t piece = order[i];
    const std::uint64_t from = piece * ids.size() / pieces, to = (piece + 1) * ids.size() / pieces;
    Ids& hand = hands[i * workers / pieces];
    hand.insert(hand.end(), ids.begin() + static_cast<std::ptrdiff_t>(from),
                ids.begin() + static_cast<std::ptrdiff_t>(to));
  }
  return ToPartition(std::move(hands));
}

Partition DealMixed(const Dataset& data, std::uint32_t workers, double iid_fraction,
                    Stream stream) {
  Ids ids = AllIds(data);
  Shuffle(ids, stream);
  const auto dealt =
      static_cast<std::size_t>(std::round(iid_fraction * static_cast<double>(ids.size())));
  Ids rest(ids.begin() + static_cast<std::ptrdiff_t>(dealt), ids.end());
  ids.resize(dealt);
  std::sort(rest.begin(), rest.end());
  SortByTarget(data, rest);
  Ids everyone(workers);
  std::iota(everyone.begin(), everyone.end(), std::uint32_t{0});
  std::vector<Ids> hands(workers);
  DealBlocks(ids, everyone, hands);
  DealBlocks(rest, everyone, hands);
  std::string note = TopUp(hands, 1, stream);
  return ToPartition(std::move(hands), std::move(note));
}

Partition DealByOwner(const Dataset& data, std::uint32_t workers) {
  if (data.owners.empty()) {
    throw ConfigError("partition.kind = \"by-owner\": " + data.name +
                      " does not say whose its examples are; use another kind");
  }
  const std::uint64_t owners = std::uint64_t{*std::ranges::max_element(data.owners)} + 1;
  if (owners > workers) {
    throw ConfigError(
        fmt::format("partition.kind = \"by-owner\": {} belongs to {} workers, train.workers is {}",
                    data.name, owners, workers));
  }
  std::vector<Ids> hands(workers);
  for (std::uint32_t id = 0; id < data.owners.size(); ++id) hands[data.owners[id]].push_back(id);
  for (std::uint32_t m = 0; m < workers; ++m) {
    if (hands[m].empty()) {
      throw ConfigError(fmt::format(
          "partition.kind = \"by-owner\": worker {} owns no example of {}", m, data.name));
    }
  }
  return ToPartition(std::move(hands));
}

}  // namespace hushed
