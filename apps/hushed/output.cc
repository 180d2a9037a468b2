#include "output.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "hushed/errors.h"

namespace hushed {

void Print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void RequireReplaceable(const std::string& file, bool force) {
  if (force || !std::filesystem::exists(file)) return;
  throw ConfigError(fmt::format("{} exists already: choose another file or add --force", file));
}

}  // namespace hushed
