#pragma once

#include <string>

namespace hushed {

// Runs gnuplot on a script that sets no output and returns what its terminal drew. The script and
// the picture live in a private folder for the time of the call.
// Throws PlotterMissing when gnuplot is not on the PATH, Error with its complaint when it fails.
std::string RunGnuplot(const std::string& script);

}  // namespace hushed
