#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace hushed {

// The whole regular file. Throws DataError naming the path when it cannot be read.
std::string ReadFile(const std::filesystem::path& path);

// A file being written. Every failure (disk full, not writable) throws DataError naming the path.
class OutputFile {
 public:
  enum class Existing { kAppend, kReplace };

  OutputFile(std::filesystem::path path, Existing existing);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // The bytes reached the operating system when this returns: they survive the program's end.
  void Write(std::string_view bytes);

  // What was written survives the machine's end.
  void Sync();

  // The file still stands at its path: nobody has moved, removed or replaced it.
  void RequireInPlace() const;

 private:
  std::filesystem::path path_;
  int descriptor_;
};

// The name of what stands at `path` survives the machine's end. Throws DataError naming its folder.
void SyncName(const std::filesystem::path& path);

// Makes the folder and those on the way to it that are missing; their names survive the machine's
// end. Throws DataError naming the path.
void MakeFolder(const std::filesystem::path& path);

// A folder that is this process's alone, until the lock or the process ends. File systems that know
// no locks are taken as they are.
class FolderLock {
 public:
  // Throws ConfigError when another lock holds the folder.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;  // below 0: it cannot be locked
};

// A file that takes the place of the one at `path` when it is whole: others see the old file or the
// new one, never half. Until Keep() returns the old one stands. Failures throw DataError naming the
// path.
class NewFile {
 public:
  explicit NewFile(std::filesystem::path path);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void Write(std::string_view bytes) { file_->Write(bytes); }

  // Content and name survive the machine's end when this returns.
  void Keep();

  static constexpr const char* kPartial = ".partial";  // ends the name until then

 private:
  std::filesystem::path path_, partial_;
  std::optional<OutputFile> file_;  // none once it is kept
};

// Makes `parts`, back to back, the file's content, as a NewFile.
void ReplaceFile(const std::filesystem::path& path, std::initializer_list<std::string_view> parts);

}  // namespace hushed
