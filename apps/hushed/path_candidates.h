#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace hushed {

// Whether a path is one that was asked for.
using Takes = std::function<bool(const std::filesystem::path&)>;

// Paths that begin as typed and are taken, and folders on the way to such, with '/' at their end;
// sorted. "~/" is the home folder. Hidden ones only where their dot is typed.
std::vector<std::string> PathCandidates(const std::string& typed, const Takes& takes);

}  // namespace hushed
