#pragma once

#include "config/job.h"

namespace hushed {

// Everything this build can run: data sets, partitions, models, axes, algorithms.
const Catalogue& TheCatalogue();

// The axes and their kinds.
std::vector<AxisInfo> Axes();

// The algorithms that are presets of axes, and those that have a file.
std::vector<AlgorithmInfo> Presets();

// Options of every axis of an algorithm filled in from their declarations.
Choice CompleteChoice(const AxisInfo& axis, const Choice& choice);

}  // namespace hushed
