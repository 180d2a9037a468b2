#include "config/keys.h"

#include <algorithm>

#include "config/schema.h"

namespace hushed {
namespace {

class Keys {
 public:
  void Add(const std::string& name, const std::vector<std::string>& words) {
    auto key = std::ranges::find(keys_, name, &JobKey::name);
    if (key == keys_.end()) key = keys_.insert(key, JobKey{name, {}});
    for (const std::string& word : words) {
      if (std::ranges::count(key->words, word) == 0) key->words.push_back(word);
    }
  }
  void Add(const std::string& path, const std::vector<OptionInfo>& options) {
    for (const OptionInfo& option : options) {
      const bool yes_or_no = std::holds_alternative<bool>(option.default_value);
      Add(path + option.name,
          yes_or_no ? std::vector<std::string>{"true", "false"} : option.allowed.words);
    }
  }
  // A section that chooses one of the kinds by `selector`.
  void Add(const std::string& path, const std::string& selector,
           const std::vector<KindInfo>& kinds) {
    Add(path + selector, NamesOf(kinds));
    for (const KindInfo& kind : kinds) Add(path, kind.options);
  }

  std::vector<JobKey> Take() { return std::move(keys_); }

 private:
  std::vector<JobKey> keys_;
};

}  // namespace

std::vector<JobKey> JobKeys(const Catalogue& catalogue) {
  Keys keys;
  keys.Add("", {SeedOption()});
  keys.Add("data.", DataSection().selector, catalogue.datasets);
  keys.Add("partition.", PartitionSection().selector, catalogue.partitions);
  keys.Add("model.", ModelSection().selector, catalogue.models);
  keys.Add("train.", OptionsOf<TrainOptions>());
  keys.Add("transport.", OptionsOf<TransportOptions>());
  keys.Add("record.", OptionsOf<RecordOptions>());
  keys.Add("algorithm.name", NamesOf(catalogue.algorithms));
  keys.Add("algorithm.", {LearningRateOption()});
  for (const AlgorithmInfo& info : catalogue.algorithms) keys.Add("algorithm.", info.options);
  for (const AxisInfo& axis : catalogue.axes) {
    keys.Add("algorithm." + axis.name + ".", "kind", axis.kinds);
  }
  return keys.Take();
}

}  // namespace hushed
