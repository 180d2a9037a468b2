#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/job.h"

// What every job file has, whatever the catalogue lists: shared by reading, `describe` and the
// documentation.
namespace hushed {

OptionInfo SeedOption();                  // the key `seed`
OptionInfo LearningRateOption();          // [algorithm] learning_rate
std::vector<OptionInfo> TargetOptions();  // of each table in [train] targets

// A section that chooses one kind of a list: [data] name = "mnist", [partition] kind = "iid".
struct ChoiceSection {
  std::string path;      // "data", "algorithm.compress"
  std::string selector;  // the key that chooses: "name" or "kind"
  std::string what;      // in errors: "data set"
  std::string fallback;  // the kind when none is given; empty: one must be given
  std::function<std::string(const std::string&)> missing = {};  // Catalogue::missing_model
};

ChoiceSection DataSection();
ChoiceSection PartitionSection();
ChoiceSection ModelSection();

// The settings of an algorithm's axis: those of its preset, and the kind's defaults for the rest.
// Throws std::logic_error when the catalogue contradicts itself (a preset of an unknown kind).
Choice PresetOf(const Catalogue& catalogue, const AlgorithmInfo& algorithm,
                const std::string& axis);

}  // namespace hushed
