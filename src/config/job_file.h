#pragma once

#include <string>
#include <vector>

#include "config/job.h"
#include "config/tree.h"

namespace hushed {

// A job file in the catalogue's words, checked and with every default filled in.
//
// overrides: "key=value" of each --set, in order. They change what the file says before anything is
// checked. Where one chooses another kind, the file's options of other kinds are passed over, and
// one of the lengths epochs, rounds and steps takes the place of the file's; but tables of axes
// that a newly chosen algorithm lacks are refused.
//
// An axis table [algorithm.compress] without `kind`, or with the kind of the algorithm's preset,
// changes the preset's settings; with another kind it starts from that kind's defaults.
//
// Throws ConfigError "job.toml:12: algorithm.compress.fraction = 2.0 is not allowed: a number in
// (0, 1] is" on the first thing that is wrong; the place of an override is "--set key=value".
Job ParseJob(const Catalogue& catalogue, const JobSource& source,
             const std::vector<std::string>& overrides = {});

// The same for the file at `path`. Throws ConfigError, too, when it cannot be read.
Job ReadJob(const Catalogue& catalogue, const std::string& path,
            const std::vector<std::string>& overrides = {});

}  // namespace hushed
