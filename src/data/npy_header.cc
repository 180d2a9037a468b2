// The header is a Python dictionary:
//   93 NUMPY major minor length {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
// length is 2 bytes in version 1, else 4; the numbers follow.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <string_view>

#include "data/npy.h"
#include "data/text_lines.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

constexpr std::size_t kMostDimensions = 32;
constexpr std::string_view kMagic = "\x93NUMPY";

// Reads the dictionary from front to back; knows where it is, for messages.
class Dictionary {
 public:
  Dictionary(std::string_view text, std::size_t begin, const std::string& name)
      : text_(text), begin_(begin), name_(name) {}

  [[noreturn]] void Fail(const std::string& reason) const {
    throw DataError(fmt::format("{}: byte {}: {}", name_, begin_ + at_, reason));
  }

  // Whether `token` comes next; passed over when it does.
  bool Take(std::string_view token) {
    SkipBlanks();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  void Require(std::string_view token) {
    if (!Take(token)) Fail(fmt::format("'{}' expected in the header, not {}", token, Next()));
  }

  std::string_view Text(const std::string& what) {
    const bool single = Take("'");
    if (!single && !Take("\"")) Fail(fmt::format("{} expected in quotes, not {}", what, Next()));
    const auto end = text_.find(single ? '\'' : '"', at_);
    if (end == std::string_view::npos) Fail(what + " does not end");
    const auto text = text_.substr(at_, end - at_);
    at_ = end + 1;
    return text;
  }

  std::uint64_t Whole() {
    SkipBlanks();
    const char* first = text_.data() + at_;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error != std::errc()) Fail(fmt::format("a size expected in the shape, not {}", Next()));
    at_ += static_cast<std::size_t>(end - first);
    Take("L");  // Python 2's long
    return value;
  }

  bool AtEnd() {
    SkipBlanks();
    return at_ == text_.size();
  }

 private:
  void SkipBlanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }

  std::string Next() const {
    if (at_ == text_.size()) return "its end";
    return fmt::format("'{}'", Shown(Trimmed(text_.substr(at_, 12))));
  }

  std::string_view text_;
  std::size_t begin_;
  const std::string& name_;
  std::size_t at_ = 0;
};

void ReadType(Dictionary& dictionary, NpyHeader& header) {
  if (dictionary.Take("[")) dictionary.Fail("an array of records is not supported, only numbers");
  const std::string type(dictionary.Text("the type"));
  constexpr const char* kKnown[] = {"|b1", "|u1", "|i1", "<u2", "<i2", "<u4",
                                    "<i4", "<u8", "<i8", "<f2", "<f4", "<f8"};
  for (const std::string_view known : kKnown) {
    const bool either = known[0] == '|' && type.starts_with('<');
    if (type != known && !(either && type.substr(1) == known.substr(1))) continue;
    header.kind = known[1];
    header.item_bytes = static_cast<std::uint32_t>(known[2] - '0');
    return;
  }
  dictionary.Fail(
      fmt::format("type '{}' is not supported, only {}", Shown(type), fmt::join(kKnown, ", ")));
}

void ReadShape(Dictionary& dictionary, NpyHeader& header) {
  dictionary.Require("(");
  constexpr std::uint64_t kMost = std::uint64_t{1} << 59;  // 2^62 bytes
  std::uint64_t size = 1;
  bool empty = false;
  while (!dictionary.Take(")")) {
    if (header.shape.size() == kMostDimensions) {
      dictionary.Fail(fmt::format("more than {} dimensions", kMostDimensions));
    }
    const std::uint64_t extent = dictionary.Whole();
    header.shape.push_back(extent);
    empty = empty || extent == 0;
    if (extent > 0 && size > kMost / extent) dictionary.Fail("the shape is beyond any memory");
    if (extent > 0) size *= extent;
    if (!dictionary.Take(",")) {
      dictionary.Require(")");
      break;
    }
  }
  header.size = empty ? 0 : size;
}

void ReadDictionary(Dictionary& dictionary, NpyHeader& header) {
  bool type = false, order = false, shape = false;
  const auto once = [&](bool& seen, std::string_view key) {
    if (seen) dictionary.Fail(fmt::format("'{}' stands twice in the header", key));
    seen = true;
  };
  dictionary.Require("{");
  while (!dictionary.Take("}")) {
    const std::string key(dictionary.Text("a key"));
    dictionary.Require(":");
    if (key == "descr") {
      once(type, key);
      ReadType(dictionary, header);
    } else if (key == "fortran_order") {
      once(order, key);
      header.fortran = dictionary.Take("True");
      if (!header.fortran) dictionary.Require("False");
    } else if (key == "shape") {
      once(shape, key);
      ReadShape(dictionary, header);
    } else {
      dictionary.Fail(fmt::format("key '{}' in the header is unknown", Shown(key)));
    }
    if (!dictionary.Take(",")) {
      dictionary.Require("}");
      break;
    }
  }
  if (!dictionary.AtEnd()) dictionary.Fail("the header goes on behind its dictionary");
  if (!type || !order || !shape) {
    dictionary.Fail("the header lacks one of 'descr', 'fortran_order', 'shape'");
  }
}

}  // namespace

std::string NpyHeader::type() const {
  return fmt::format("{}{}{}", item_bytes == 1 ? '|' : '<', kind, item_bytes);
}

std::string NpyHeader::shape_text() const {
  return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

NpyHeader ReadNpyHeader(std::span<const std::byte> bytes, const std::string& name) {
  const auto fail = [&](std::size_t byte, const std::string& reason) {
    throw DataError(fmt::format("{}: byte {}: {}", name, byte, reason));
  };
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("PK\x03\x04")) fail(0, "this is an archive: its name must end in .npz");
  if (!text.starts_with(kMagic)) fail(0, "a .npy file begins with the byte 0x93 and NUMPY");
  if (bytes.size() < 12) fail(bytes.size(), "ends before the header is complete");
  const auto at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
  const std::uint32_t version = at(6);
  if (version < 1 || version > 3) fail(6, fmt::format("version {} is not 1, 2 or 3", version));
  std::size_t length = at(8) | at(9) << 8, begin = 10;
  if (version > 1) {
    length |= std::size_t{at(10)} << 16 | std::size_t{at(11)} << 24;
    begin = 12;
  }
  if (length > kLongestNpyHeader - begin) {
    fail(8, fmt::format("a header of {} bytes is longer than {}", length, kLongestNpyHeader));
  }
  if (bytes.size() - begin < length) fail(bytes.size(), "ends before the header is complete");
  NpyHeader header;
  header.begin = begin + length;
  Dictionary dictionary(text.substr(begin, length), begin, name);
  ReadDictionary(dictionary, header);
  return header;
}

}  // namespace hushed
