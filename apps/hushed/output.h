#pragma once

#include <string>

namespace hushed {

// To standard output, as it is.
void Print(const std::string& text);

// Throws ConfigError when the file is there and may not be replaced.
void RequireReplaceable(const std::string& file, bool force);

}  // namespace hushed
