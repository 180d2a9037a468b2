#include "data/hands.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace hushed {

Ids AllIds(const Dataset& data) {
  Ids ids(data.train.size);
  std::iota(ids.begin(), ids.end(), std::uint32_t{0});
  return ids;
}

std::vector<Ids> IdsByLabel(const Dataset& data) {
  std::vector<Ids> by_label(data.classes);
  for (const std::uint32_t id : AllIds(data)) {
    by_label[static_cast<std::size_t>(data.train.targets[id])].push_back(id);
  }
  return by_label;
}

void Shuffle(Ids& ids, Stream& stream) {
  for (std::size_t i = ids.size(); i > 1; --i) std::swap(ids[i - 1], ids[stream.Below(i)]);
}

void SortByTarget(const Dataset& data, Ids& ids) {
  std::stable_sort(ids.begin(), ids.end(), [&](std::uint32_t a, std::uint32_t b) {
    return data.train.targets[a] < data.train.targets[b];
  });
}

void DealBlocks(const Ids& ids, const Ids& workers, std::vector<Ids>& hands) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    hands[workers[i * workers.size() / ids.size()]].push_back(ids[i]);
  }
}

std::string TopUp(std::vector<Ids>& hands, std::uint64_t min_size, Stream& stream) {
  std::set<std::pair<std::size_t, std::size_t>> by_size;  // (examples, worker)
  for (std::size_t m = 0; m < hands.size(); ++m) by_size.emplace(hands[m].size(), m);
  std::size_t topped_up = 0;
  for (std::size_t m = 0; m < hands.size(); ++m) {
    if (hands[m].size() >= min_size) continue;
    ++topped_up;
    by_size.erase({hands[m].size(), m});
    while (hands[m].size() < min_size) {
      const auto [size, richest] = *by_size.rbegin();
      by_size.erase(std::prev(by_size.end()));
      Ids& giver = hands[richest];
      std::swap(giver[stream.Below(size)], giver.back());
      hands[m].push_back(giver.back());
      giver.pop_back();
      by_size.emplace(size - 1, richest);
    }
    by_size.emplace(hands[m].size(), m);
  }
  if (topped_up == 0) return "";
  return fmt::format("{} worker{} topped up to {} example{} from the richest", topped_up,
                     topped_up == 1 ? " was" : "s were", min_size, min_size == 1 ? "" : "s");
}

Partition ToPartition(std::vector<Ids> hands, std::string note) {
  Ids ids;
  std::vector<std::uint64_t> begin = {0};
  for (Ids& hand : hands) {
    std::sort(hand.begin(), hand.end());
    ids.insert(ids.end(), hand.begin(), hand.end());
    begin.push_back(ids.size());
  }
  return {std::move(ids), std::move(begin), std::move(note)};
}

}  // namespace hushed
