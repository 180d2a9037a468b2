#include "core/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace hushed {
namespace {

std::string NumberText(double value) {
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

bool InRange(const Allowed& allowed, double value) {
  const bool above = allowed.low_open ? value > allowed.low : value >= allowed.low;
  const bool below = allowed.high_open ? value < allowed.high : value <= allowed.high;
  return above && below && std::isfinite(value);
}

// At most about 80 bytes of `text`, cut between characters.
std::string Shortened(const std::string& text) {
  constexpr std::size_t kLongest = 80;
  if (text.size() <= kLongest) return text;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

// The value in the wanted alternative: integers serve as doubles, in lists too; an empty list is an
// empty list of anything.
Value Convert(const OptionInfo& info, const Value& value) {
  const Value& wanted = info.default_value;
  if (value.index() == wanted.index()) return value;
  if (std::holds_alternative<double>(wanted)) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      return static_cast<double>(*integer);
    }
  }
  if (std::holds_alternative<std::vector<double>>(wanted)) {
    if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value)) {
      return std::vector<double>(integers->begin(), integers->end());
    }
  }
  throw NotAllowed(info, ToText(value));
}

// Throws unless every number, or the word, of `value` is in the allowed range. given: the value
// before conversion, for the error.
void CheckRange(const OptionInfo& info, const Value& value, const Value& given) {
  const auto check = [&](double number) {
    if (!InRange(info.allowed, number)) throw NotAllowed(info, ToText(given));
  };
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    check(static_cast<double>(*integer));
  } else if (const auto* number = std::get_if<double>(&value)) {
    check(*number);
  } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value)) {
    for (const std::int64_t item : *integers) check(static_cast<double>(item));
  } else if (const auto* numbers = std::get_if<std::vector<double>>(&value)) {
    for (const double item : *numbers) check(item);
  } else if (const auto* word = std::get_if<std::string>(&value)) {
    const auto& words = info.allowed.words;
    if (!words.empty() && std::find(words.begin(), words.end(), *word) == words.end()) {
      throw ConfigError(UnknownName(info.name, *word, words));
    }
  }
}

}  // namespace

std::string Allowed::Text() const {
  if (!words.empty()) return fmt::format("one of {}", fmt::join(words, ", "));
  const bool has_low = !std::isinf(low);
  const bool has_high = !std::isinf(high);
  const auto bound = [](double value) { return fmt::format("{}", value); };
  if (has_low && has_high) {
    return fmt::format("in {}{}, {}{}", low_open ? '(' : '[', bound(low), bound(high),
                       high_open ? ')' : ']');
  }
  if (has_low) return fmt::format("{} {}", low_open ? "above" : "of at least", bound(low));
  if (has_high) return fmt::format("of at most {}", bound(high));
  return "";
}

std::string TypeName(const Value& value) {
  static const char* const kNames[] = {"true or false", "whole number",          "number",
                                       "text",          "list of whole numbers", "list of numbers"};
  return kNames[value.index()];
}

std::string ToText(const Value& value) {
  struct Writer {
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
    std::string operator()(double v) const { return NumberText(v); }
    std::string operator()(const std::string& v) const { return Quoted(v); }
    std::string operator()(const std::vector<std::int64_t>& v) const {
      return fmt::format("[{}]", fmt::join(v, ", "));
    }
    std::string operator()(const std::vector<double>& v) const {
      std::vector<std::string> texts;
      for (const double x : v) texts.push_back(NumberText(x));
      return fmt::format("[{}]", fmt::join(texts, ", "));
    }
  };
  return std::visit(Writer{}, value);
}

std::string AllowedText(const OptionInfo& info) {
  std::string range = info.allowed.Text();
  if (!info.allowed.words.empty()) return range;
  std::string type = TypeName(info.default_value);
  if (std::holds_alternative<bool>(info.default_value)) return type;
  return fmt::format("a {}{}{}", type, range.empty() ? "" : " ", range);
}

ConfigError NotAllowed(const OptionInfo& info, const std::string& text) {
  return ConfigError(
      fmt::format("{} = {} is not allowed: {} is", info.name, Shortened(text), AllowedText(info)));
}

Value Checked(const OptionInfo& info, const Value& value) {
  Value converted = Convert(info, value);
  if (converted != info.default_value) CheckRange(info, converted, value);
  return converted;
}

Values Complete(const std::vector<OptionInfo>& infos, const Values& given,
                const std::string& place) {
  std::vector<std::string> names;
  for (const OptionInfo& info : infos) names.push_back(info.name);
  for (const auto& [name, value] : given) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw ConfigError(fmt::format("{}: {}", place, UnknownName("key", name, names)));
    }
  }
  Values values;
  for (const OptionInfo& info : infos) {
    const auto found = given.find(info.name);
    try {
      values[info.name] = found == given.end() ? info.default_value : Checked(info, found->second);
    } catch (const ConfigError& error) {
      throw ConfigError(fmt::format("{}: {}", place, error.what()));
    }
  }
  return values;
}

namespace {

// Insertions, deletions, replacements and swaps of neighbours that turn a into b, whatever the
// case.
std::size_t EditDistance(const std::string& a, const std::string& b) {
  const auto same = [&](std::size_t i, std::size_t j) {
    return std::tolower(static_cast<unsigned char>(a[i])) ==
           std::tolower(static_cast<unsigned char>(b[j]));
  };
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      const std::size_t replaced = d[i - 1][j - 1] + (same(i - 1, j - 1) ? 0 : 1);
      d[i][j] = std::min({replaced, d[i - 1][j] + 1, d[i][j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1);
      if (swapped) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::string NearestName(const std::string& name, const std::vector<std::string>& known) {
  std::string nearest;
  std::size_t smallest = std::max<std::size_t>(1, (name.size() + 1) / 3) + 1;
  for (const std::string& candidate : known) {
    if (name.size() > candidate.size() + smallest) continue;
    const std::size_t distance = EditDistance(name, candidate);
    if (distance >= smallest) continue;
    smallest = distance;
    nearest = candidate;
  }
  return nearest;
}

std::string UnknownName(const std::string& what, const std::string& name,
                        const std::vector<std::string>& known) {
  const std::string unknown = fmt::format("unknown {} '{}'", what, Shortened(name));
  const std::string nearest = NearestName(name, known);
  if (!nearest.empty()) return fmt::format("{}, did you mean '{}'?", unknown, nearest);
  if (known.empty()) return unknown + ": none is allowed here";
  return fmt::format("{}: known are {}", unknown, fmt::join(known, ", "));
}

void RequireNewName(const std::string& what, const std::string& name,
                    const std::vector<std::string>& known) {
  if (name.empty()) throw ConfigError(what + " without a name");
  if (std::ranges::find(known, name) == known.end()) return;
  throw ConfigError(fmt::format("{} '{}' is there already: choose another name", what, name));
}

void RequireNewNames(const std::string& place, const std::vector<OptionInfo>& options,
                     std::vector<std::string> reserved) {
  for (const OptionInfo& option : options) {
    RequireNewName(place + ": option", option.name, reserved);
    reserved.push_back(option.name);
  }
}

}  // namespace hushed
