#pragma once

#include "config/job.h"

namespace hushed {

// Everything this build can run: data sets, partitions, models, axes, algorithms.
const Catalogue& TheCatalogue();

// The same, made anew: with what this program has registered since.
Catalogue MakeCatalogue();

// The axes and their kinds.
std::vector<AxisInfo> Axes();

// The algorithms that are presets of axes, those that have a file, and those that this program has
// registered.
std::vector<AlgorithmInfo> Presets();

// The choice with all options of its kind: those it lacks as they are declared. Throws ConfigError
// when the axis has no such kind, or the kind no such option.
Choice CompleteChoice(const AxisInfo& axis, const Choice& choice);

}  // namespace hushed
