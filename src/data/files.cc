#include "data/files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>

#include "hushed/errors.h"

namespace hushed {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;
constexpr std::size_t kLargest = std::size_t{1} << 32;

// Throws when zlib has met an error. Its texts begin with the path already, save when memory is
// short.
void RequireSound(gzFile file, const std::string& path, std::size_t read) {
  int code = Z_OK;
  std::string_view reason = gzerror(file, &code);
  if (code == Z_OK) return;
  if (code == Z_ERRNO) reason = std::strerror(errno);
  if (reason.starts_with(path + ": ")) reason.remove_prefix(path.size() + 2);
  throw DataError(fmt::format("{}: after {} unpacked bytes: {}", path, read, reason));
}

}  // namespace

std::string DataFolder(const std::string& name, const std::string& path) {
  if (!path.empty()) return path;
  const char* folder = std::getenv("HUSHED_DATA_DIR");
  return std::string(folder && *folder ? folder : "/usr/share/datasets") + "/" + name;
}

// gzread passes files that are not gzip through unchanged.
std::vector<std::byte> ReadFile(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw DataError(path + ": is a folder, not a file");
  }
  errno = 0;
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) throw DataError(fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
  std::vector<std::byte> bytes;
  for (;;) {
    const std::size_t used = bytes.size();
    bytes.resize(used + kChunk);
    const int read = gzread(file.get(), bytes.data() + used, kChunk);
    bytes.resize(used + static_cast<std::size_t>(std::max(read, 0)));
    if (read < 0) RequireSound(file.get(), path, used);
    if (bytes.size() > kLargest) throw DataError(path + ": holds more than 4 GiB");
    if (static_cast<std::size_t>(read) < kChunk) break;
  }
  RequireSound(file.get(), path, bytes.size());
  return bytes;
}

std::string FindFile(const std::string& folder, const std::vector<std::string>& names,
                     const std::string& advice) {
  for (const std::string& name : names) {
    for (const char* ending : {"", ".gz"}) {
      std::string path = fmt::format("{}/{}{}", folder, name, ending);
      std::error_code ignored;
      if (std::filesystem::exists(path, ignored)) return path;
    }
  }
  throw DataError(fmt::format("{}: none of {} (plain or .gz) is there; {}", folder,
                              fmt::join(names, ", "), advice));
}

}  // namespace hushed
