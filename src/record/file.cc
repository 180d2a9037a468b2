#include "record/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>
#include <vector>

#include "hushed/errors.h"

namespace hushed {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void Fail(const fs::path& path, const char* what, int error) {
  throw DataError(path.string() + ": " + what + ": " + std::generic_category().message(error));
}

// 0, or an error. Pipes and some file systems have nothing to synchronise and say EINVAL.
int Synchronised(int descriptor) { return ::fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno; }

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
  const int mode = existing == Existing::kAppend ? 0 : O_TRUNC;
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND | mode, 0666);
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
  if (const int error = Synchronised(descriptor_)) Fail(path_, "cannot be written", error);
}

void OutputFile::RequireInPlace() const {
  struct stat there {};
  struct stat written {};
  const bool found = ::stat(path_.c_str(), &there) == 0;
  if (!found && errno != ENOENT && errno != ENOTDIR) Fail(path_, "cannot be looked at", errno);
  if (::fstat(descriptor_, &written) != 0) Fail(path_, "cannot be looked at", errno);
  if (found && there.st_dev == written.st_dev && there.st_ino == written.st_ino) return;
  throw DataError(path_.string() + (found ? ": was replaced" : ": was removed") +
                  " while it was being written: it or its folder was moved or deleted");
}

FolderLock::FolderLock(const fs::path& folder)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (descriptor_ < 0 || ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const bool taken = errno == EWOULDBLOCK;
  ::close(std::exchange(descriptor_, -1));
  if (!taken) return;
  throw ConfigError("'" + folder.string() +
                    "' is being written by another process: wait for its end, or choose another "
                    "folder");
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void SyncName(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) Fail(folder, "cannot be opened", errno);
  const int error = Synchronised(descriptor);
  ::close(descriptor);
  if (error != 0) Fail(folder, "cannot be written", error);
}

void MakeFolder(const fs::path& path) {
  std::error_code error;
  std::vector<fs::path> missing;
  for (fs::path at = path; !at.empty() && !fs::exists(at, error); at = at.parent_path()) {
    missing.push_back(at);
  }
  fs::create_directories(path, error);
  if (error) throw DataError(path.string() + ": cannot be made: " + error.message());
  for (const fs::path& made : missing) SyncName(made);
}

NewFile::NewFile(fs::path path)
    : path_(std::move(path)),
      partial_(path_.string() + kPartial),
      file_(std::in_place, partial_, OutputFile::Existing::kReplace) {}

NewFile::~NewFile() {
  if (file_) ::unlink(partial_.c_str());
}

void NewFile::Keep() {
  file_->Sync();
  if (::rename(partial_.c_str(), path_.c_str()) != 0) Fail(path_, "cannot be replaced", errno);
  file_.reset();
  SyncName(path_);
}

void ReplaceFile(const fs::path& path, std::initializer_list<std::string_view> parts) {
  NewFile file(path);
  for (const std::string_view part : parts) file.Write(part);
  file.Keep();
}

}  // namespace hushed
