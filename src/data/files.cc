#include "data/files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "hushed/errors.h"

namespace hushed {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;
constexpr std::size_t kLargest = std::size_t{1} << 32;

}  // namespace

std::string DataFolder(const std::string& name, const std::string& path) {
  if (!path.empty()) return path;
  const char* folder = std::getenv("HUSHED_DATA_DIR");
  return std::string(folder && *folder ? folder : "/usr/share/datasets") + "/" + name;
}

// gzread passes files that are not gzip through unchanged.
std::vector<std::byte> ReadFile(const std::string& path) {
  if (std::filesystem::is_directory(path)) throw DataError(path + " is a folder, not a file");
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) throw DataError(path + " cannot be opened");
  std::vector<std::byte> bytes;
  for (;;) {
    const std::size_t used = bytes.size();
    bytes.resize(used + kChunk);
    const int read = gzread(file.get(), bytes.data() + used, kChunk);
    bytes.resize(used + static_cast<std::size_t>(std::max(read, 0)));
    if (read < 0) {
      int code = 0;
      throw DataError(fmt::format("{}: byte {}: {}", path, used, gzerror(file.get(), &code)));
    }
    if (bytes.size() > kLargest) throw DataError(path + " unpacks to more than 4 GiB");
    if (static_cast<std::size_t>(read) < kChunk) break;
  }
  int code = Z_OK;
  const char* reason = gzerror(file.get(), &code);
  if (code != Z_OK) throw DataError(fmt::format("{}: {}", path, reason));
  return bytes;
}

std::string FindFile(const std::string& folder, const std::vector<std::string>& names,
                     const std::string& advice) {
  for (const std::string& name : names) {
    for (const char* ending : {"", ".gz"}) {
      const std::string path = folder + "/" + name + ending;
      if (std::filesystem::exists(path)) return path;
    }
  }
  throw DataError(fmt::format("{}: none of {} (plain or .gz) is there; {}", folder,
                              fmt::join(names, ", "), advice));
}

}  // namespace hushed
