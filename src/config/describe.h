#pragma once

#include <string>
#include <vector>

#include "config/job.h"

namespace hushed {

// What a catalogue lists, as `hushed list` and `hushed describe` print it. `kind` is algorithms,
// data, partitions, models or an axis (compress, trigger, ...), in singular or plural. All texts
// end with a newline, are UTF-8 and depend on the catalogue alone. An unknown kind or name is a
// ConfigError that names the nearest one.

// Names and summaries; of every kind when `kind` is empty. JSON: {"models": [{name, summary}]}.
std::string ListText(const Catalogue& catalogue, const std::string& kind);
std::string ListJson(const Catalogue& catalogue, const std::string& kind);

// One entry with its options; an algorithm also with its paper, description and axes.
std::string DescribeText(const Catalogue& catalogue, const std::string& kind,
                         const std::string& name);
std::string DescribeJson(const Catalogue& catalogue, const std::string& kind,
                         const std::string& name);

// The kinds by their titles, and the names of one kind's entries.
std::vector<std::string> ListedKinds(const Catalogue& catalogue);
std::vector<std::string> ListedNames(const Catalogue& catalogue, const std::string& kind);

// docs/job.md: every section and key of a job file, every kind of every axis.
std::string JobReference(const Catalogue& catalogue);

// docs/algorithms.md: every algorithm with its paper, description, options and axes.
std::string AlgorithmReference(const Catalogue& catalogue);

}  // namespace hushed
