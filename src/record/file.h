#pragma once

#include <filesystem>
#include <initializer_list>
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

 private:
  std::filesystem::path path_;
  int descriptor_;
};

// Makes `parts`, back to back, the file's content: others see the old file or the new one, never
// half. On failure the old one stands. Throws DataError naming the path.
void ReplaceFile(const std::filesystem::path& path, std::initializer_list<std::string_view> parts);

}  // namespace hushed
