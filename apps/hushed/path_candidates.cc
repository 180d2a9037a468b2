#include "path_candidates.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>

namespace hushed {
namespace {

namespace fs = std::filesystem;

fs::path FolderOf(const std::string& typed) {
  if (typed.empty()) return ".";
  const char* home = std::getenv("HOME");
  if (home != nullptr && typed.starts_with("~/")) return home + typed.substr(1);
  return typed;
}

}  // namespace

std::vector<std::string> PathCandidates(const std::string& typed, const Takes& takes) {
  const auto slash = typed.rfind('/');
  const std::string folder = slash == typed.npos ? "" : typed.substr(0, slash + 1);
  const std::string leaf = typed.substr(folder.size());
  std::vector<std::string> candidates;
  std::error_code ignored;  // what cannot be read has no candidates
  for (fs::directory_iterator entry(FolderOf(folder), ignored), end; entry != end;
       entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(leaf) || (name[0] == '.' && leaf.empty())) continue;
    if (takes(entry->path())) {
      candidates.push_back(folder + name);
    } else if (entry->is_directory(ignored)) {
      candidates.push_back(folder + name + "/");
    }
  }
  std::ranges::sort(candidates);
  return candidates;
}

}  // namespace hushed
