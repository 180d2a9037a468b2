#pragma once

// Internal to the room: what the files of presets share. Each file holds one family.
#include <initializer_list>
#include <vector>

#include "algorithm/setting.h"
#include "config/job.h"

namespace hushed {

// Plain synchronous SGD with some axes changed: what every preset is.
AxisMap With(const AxisMap& changed);

// The axes less those the algorithm does not have.
AxisMap Without(AxisMap axes, std::initializer_list<const char*> removed);

inline const Choice kWeighted = {"weighted-mean", {}};
inline const Choice kCohort = {"fraction", {{"fraction", 0.1}}};
inline const Choice kOneEpoch = {"epochs", {{"epochs", std::int64_t{1}}}};

std::vector<AlgorithmInfo> SynchronousPresets();
std::vector<AlgorithmInfo> LocalPresets();
std::vector<AlgorithmInfo> FederatedPresets();
std::vector<AlgorithmInfo> AlignedPresets();
std::vector<AlgorithmInfo> RegisteredAlgorithms();  // of the program that uses the library

}  // namespace hushed
