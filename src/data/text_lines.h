#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hushed {

// What readers of text share.

// Walks a text line by line, without line ends; knows where it is, for messages. Bytes and name
// must outlive it.
class Lines {
 public:
  Lines(std::span<const std::byte> bytes, const std::string& name)
      : rest_(reinterpret_cast<const char*>(bytes.data()), bytes.size()), name_(name) {}

  // False when there is none left.
  bool Next(std::string_view& line);

  [[noreturn]] void Fail(const std::string& reason) const;  // DataError "NAME:LINE: reason"

 private:
  std::string_view rest_;
  const std::string& name_;
  std::uint64_t number_ = 0;  // of the line that Next gave last, from 1
};

// What a message shows of a piece of a file: short, and printable.
std::string Shown(std::string_view text);

// Without blanks and tabs at both ends.
std::string_view Trimmed(std::string_view text);

// The number that is the whole text; nothing when there is none.
std::optional<double> Number(std::string_view text);
std::optional<std::uint64_t> WholeNumber(std::string_view text);  // digits only

// Fails when the text is not a finite number; `what` it should be opens the message.
double FiniteNumber(const Lines& lines, std::string_view text, const char* what);

}  // namespace hushed
