#include "record/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "hushed/errors.h"

namespace hushed {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void Fail(const fs::path& path, const char* what, int error) {
  throw DataError(path.string() + ": " + what + ": " + std::generic_category().message(error));
}

}  // namespace

std::string ReadFile(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) throw DataError(path.string() + ": there is no such file");
  if (!fs::is_regular_file(status)) throw DataError(path.string() + ": is not a regular file");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw DataError(path.string() + ": cannot be read");
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) throw DataError(path.string() + ": reading failed");
  return text;
}

OutputFile::OutputFile(fs::path path, Existing existing) : path_(std::move(path)) {
  const int mode = existing == Existing::kAppend ? O_APPEND : O_TRUNC;
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | mode, 0666);
  if (descriptor_ < 0) Fail(path_, "cannot be opened for writing", errno);
}

OutputFile::~OutputFile() { ::close(descriptor_); }

void OutputFile::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      Fail(path_, "cannot be written", errno);
    }
  }
}

void OutputFile::Sync() {
  // Pipes and some file systems have nothing to synchronise and say EINVAL.
  if (::fsync(descriptor_) != 0 && errno != EINVAL) Fail(path_, "cannot be written", errno);
}

void ReplaceFile(const fs::path& path, std::initializer_list<std::string_view> parts) {
  fs::path partial = path;
  partial += ".partial";
  try {
    OutputFile file(partial, OutputFile::Existing::kReplace);
    for (const std::string_view part : parts) file.Write(part);
    file.Sync();
    if (::rename(partial.c_str(), path.c_str()) != 0) Fail(path, "cannot be replaced", errno);
  } catch (const DataError&) {
    ::unlink(partial.c_str());
    throw;
  }
}

}  // namespace hushed
