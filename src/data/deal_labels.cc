// Partitions that deal each label by itself.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "data/deal.h"
#include "data/hands.h"

namespace hushed {
namespace {

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
                   std::vector<Ids>& hands) {
  const double largest = *std::max_element(log_weights.begin(), log_weights.end());
  double total = 0.0;
  for (const double w : log_weights) total += std::exp(w - largest);
  double share = 0.0;
  std::size_t from = 0;
  for (std::size_t m = 0; m < hands.size(); ++m) {
    share += std::exp(log_weights[m] - largest) / total;
    const bool last = m + 1 == hands.size();
    const auto end = last ? ids.size()
                          : std::min(ids.size(), static_cast<std::size_t>(std::round(
                                                     share * static_cast<double>(ids.size()))));
    for (; from < end; ++from) hands[m].push_back(ids[from]);
  }
}

// For each label that has examples, the workers that are given it; none for the rest.
std::vector<Ids> LabelHolders(const std::vector<Ids>& by_label, std::uint32_t workers,
                              std::uint64_t classes_per_worker) {
  std::vector<std::size_t> present;
  for (std::size_t label = 0; label < by_label.size(); ++label) {
    if (!by_label[label].empty()) present.push_back(label);
  }
  if (classes_per_worker > present.size()) {
    throw ConfigError(
        fmt::format("partition.classes_per_worker = {} is more than the {} labels that the "
                    "training examples have",
                    classes_per_worker, present.size()));
  }
  std::vector<Ids> holders(by_label.size());
  for (std::uint32_t m = 0; m < workers; ++m) {
    for (std::uint64_t k = 0; k < classes_per_worker; ++k) {
      holders[present[(m * classes_per_worker + k) % present.size()]].push_back(m);
    }
  }
  return holders;
}

}  // namespace

Partition DealDirichlet(const Dataset& data, std::uint32_t workers, double alpha,
                        std::uint64_t min_size, Stream stream) {
  std::vector<Ids> hands(workers);
  for (Ids& ids : IdsByLabel(data)) {
    Shuffle(ids, stream);
    std::vector<double> log_weights(workers);
    for (double& w : log_weights) w = LogGamma(alpha, stream);
    DealByWeights(ids, log_weights, hands);
  }
  std::string note = TopUp(hands, min_size, stream);
  return ToPartition(std::move(hands), std::move(note));
}

Partition DealByLabel(const Dataset& data, std::uint32_t workers, std::uint64_t classes_per_worker,
                      Stream stream) {
  std::vector<Ids> by_label = IdsByLabel(data);
  const std::vector<Ids> holders = LabelHolders(by_label, workers, classes_per_worker);
  Ids everyone(workers);
  std::iota(everyone.begin(), everyone.end(), std::uint32_t{0});
  std::vector<Ids> hands(workers);
  std::size_t unheld = 0;
  for (std::size_t label = 0; label < by_label.size(); ++label) {
    Shuffle(by_label[label], stream);
    const bool held = !holders[label].empty();
    if (!held && !by_label[label].empty()) ++unheld;
    DealBlocks(by_label[label], held ? holders[label] : everyone, hands);
  }
  std::string note = TopUp(hands, 1, stream);
  if (unheld > 0) {
    note += fmt::format("{}{} label{} that no worker was given {} dealt over all",
                        note.empty() ? "" : "; ", unheld, unheld == 1 ? "" : "s",
                        unheld == 1 ? "was" : "were");
  }
  return ToPartition(std::move(hands), std::move(note));
}

}  // namespace hushed
