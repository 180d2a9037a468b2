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
#include <streambuf>
#include <string_view>
#include <system_error>

#include "hushed/errors.h"

namespace hushed {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;

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

using GzipFile = std::unique_ptr<gzFile_s, int (*)(gzFile)>;

// gzread passes files that are not gzip through unchanged.
GzipFile Open(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw DataError(path + ": is a folder, not a file");
  }
  errno = 0;
  GzipFile file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) throw DataError(fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
  return file;
}

// Unpacks a file into a buffer of kChunk bytes.
class GzipBuffer final : public std::streambuf {
 public:
  explicit GzipBuffer(const std::string& path) : path_(path), file_(Open(path)), buffer_(kChunk) {}

 protected:
  int_type underflow() override {
    const int read = gzread(file_.get(), buffer_.data(), kChunk);
    if (read < static_cast<int>(kChunk)) RequireSound(file_.get(), path_, total_);
    if (read <= 0) return traits_type::eof();
    total_ += static_cast<std::size_t>(read);
    setg(buffer_.data(), buffer_.data(), buffer_.data() + read);
    return traits_type::to_int_type(buffer_[0]);
  }

 private:
  std::string path_;
  GzipFile file_;
  std::vector<char> buffer_;
  std::size_t total_ = 0;
};

class GzipStream final : public std::istream {
 public:
  explicit GzipStream(const std::string& path) : std::istream(nullptr), buffer_(path) {
    rdbuf(&buffer_);
    exceptions(std::ios::badbit);  // what the buffer throws goes through
  }

 private:
  GzipBuffer buffer_;
};

// The first that exists; empty when none does.
std::string FirstOf(const std::string& folder, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    for (const char* ending : {"", ".gz"}) {
      std::string path = fmt::format("{}/{}{}", folder, name, ending);
      std::error_code ignored;
      if (std::filesystem::exists(path, ignored)) return path;
    }
  }
  return {};
}

}  // namespace

std::string DataFolder(const std::string& name, const std::string& path) {
  if (!path.empty()) return path;
  const char* folder = std::getenv("HUSHED_DATA_DIR");
  return std::string(folder && *folder ? folder : "/usr/share/datasets") + "/" + name;
}

std::vector<std::byte> ReadUnpacked(const std::string& path, std::size_t most) {
  const GzipFile file = Open(path);
  std::vector<std::byte> bytes;
  while (bytes.size() < most) {
    const std::size_t used = bytes.size(), wanted = std::min(kChunk, most - used);
    bytes.resize(used + wanted);
    const int read = gzread(file.get(), bytes.data() + used, static_cast<unsigned>(wanted));
    bytes.resize(used + static_cast<std::size_t>(std::max(read, 0)));
    if (bytes.size() > kLargestFile) throw DataError(path + ": holds more than 4 GiB");
    if (read < static_cast<int>(wanted)) break;
  }
  RequireSound(file.get(), path, bytes.size());
  return bytes;
}

std::unique_ptr<std::istream> OpenFile(const std::string& path) {
  return std::make_unique<GzipStream>(path);
}

std::string MissingFile(const std::string& folder, const std::vector<std::string>& names) {
  if (!FirstOf(folder, names).empty()) return {};
  return fmt::format("{}: none of {} (plain or .gz) is there", folder, fmt::join(names, ", "));
}

std::string FindFile(const std::string& folder, const std::vector<std::string>& names,
                     const std::string& advice) {
  std::string path = FirstOf(folder, names);
  if (path.empty()) throw DataError(MissingFile(folder, names) + "; " + advice);
  return path;
}

}  // namespace hushed
