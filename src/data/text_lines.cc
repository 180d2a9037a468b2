#include "data/text_lines.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "hushed/errors.h"

namespace hushed {
namespace {

template <class T>
std::optional<T> Parsed(std::string_view text) {
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

bool Lines::Next(std::string_view& line) {
  if (rest_.empty()) return false;
  const auto end = rest_.find('\n');
  line = rest_.substr(0, end);
  rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  ++number_;
  return true;
}

void Lines::Fail(const std::string& reason) const {
  throw DataError(fmt::format("{}:{}: {}", name_, number_, reason));
}

std::string Shown(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, 40)) shown += c >= 0x20 && c < 0x7f ? c : '?';
  return shown + (text.size() > 40 ? "..." : "");
}

std::string_view Trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> Number(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  return Parsed<double>(text);
}

std::optional<std::uint64_t> WholeNumber(std::string_view text) {
  return Parsed<std::uint64_t>(text);
}

double FiniteNumber(const Lines& lines, std::string_view text, const char* what) {
  const auto value = Number(text);
  if (!value) lines.Fail(fmt::format("{} '{}' is not a number", what, Shown(text)));
  if (!std::isfinite(*value)) lines.Fail(fmt::format("{} '{}' is not finite", what, Shown(text)));
  return *value;
}

}  // namespace hushed
