#pragma once

#include <exception>

namespace hushed {

// What a program exits with after an error: 2 the command or the job is wrong; 3 data are missing
// or malformed, or a file cannot be reached; 4 transport failed; 5 training diverged; 1 a bug of
// ours.
int ExitCodeOf(const std::exception& error);

}  // namespace hushed
