#pragma once

#include <string>
#include <vector>

#include "config/job.h"

namespace hushed {

// A key that some job of the catalogue may have, as --set names it.
struct JobKey {
  std::string name;                // "algorithm.compress.fraction"
  std::vector<std::string> words;  // what its value may be; empty: no words, or any
};

// Every key of every section, kind and axis, in the order of docs/job.md, each once. Where several
// kinds share a key, its words are those of all. train.targets is a list of tables and left out.
std::vector<JobKey> JobKeys(const Catalogue& catalogue);

}  // namespace hushed
