#include "core/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>

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
  return above && value <= allowed.high && !std::isnan(value);
}

[[noreturn]] void Refuse(const OptionInfo& info, const Value& value) {
  const std::string allowed = info.allowed.Text();
  throw ConfigError(fmt::format("{} = {} is not allowed: a {}{}{} is", info.name, ToText(value),
                                TypeName(info.default_value), allowed.empty() ? "" : " ",
                                allowed));
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
  Refuse(info, value);
}

}  // namespace

std::string Allowed::Text() const {
  if (!words.empty()) return fmt::format("of {}", fmt::join(words, ", "));
  const bool has_low = !std::isinf(low);
  const bool has_high = !std::isinf(high);
  const auto bound = [](double value) { return fmt::format("{}", value); };
  if (has_low && has_high) {
    return fmt::format("in {}{}, {}]", low_open ? '(' : '[', bound(low), bound(high));
  }
  if (has_low) return fmt::format("{} {}", low_open ? "above" : "of at least", bound(low));
  if (has_high) return fmt::format("of at most {}", bound(high));
  return "";
}

std::string TypeName(const Value& value) {
  static const char* const kNames[] = {"true/false",      "whole number", "number", "word",
                                       "list of integers", "list of numbers"};
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

Value Checked(const OptionInfo& info, const Value& value) {
  Value converted = Convert(info, value);
  const auto check = [&](double number) {
    if (!InRange(info.allowed, number)) Refuse(info, value);
  };
  if (const auto* integer = std::get_if<std::int64_t>(&converted)) {
    check(static_cast<double>(*integer));
  } else if (const auto* number = std::get_if<double>(&converted)) {
    check(*number);
  } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&converted)) {
    for (const std::int64_t item : *integers) check(static_cast<double>(item));
  } else if (const auto* numbers = std::get_if<std::vector<double>>(&converted)) {
    for (const double item : *numbers) check(item);
  } else if (const auto* word = std::get_if<std::string>(&converted)) {
    const auto& words = info.allowed.words;
    if (!words.empty() && std::find(words.begin(), words.end(), *word) == words.end()) {
      throw ConfigError(UnknownName(info.name, *word, words));
    }
  }
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
      values[info.name] =
          found == given.end() ? info.default_value : Checked(info, found->second);
    } catch (const ConfigError& error) {
      throw ConfigError(fmt::format("{}: {}", place, error.what()));
    }
  }
  return values;
}

std::string NearestName(const std::string& name, const std::vector<std::string>& known) {
  std::string nearest;
  std::size_t smallest = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string& candidate : known) {
    // Levenshtein distance, one row at a time.
    std::vector<std::size_t> row(candidate.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < name.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i + 1;
      for (std::size_t j = 0; j < candidate.size(); ++j) {
        const std::size_t replaced = diagonal + (name[i] == candidate[j] ? 0 : 1);
        diagonal = row[j + 1];
        row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
      }
    }
    if (row.back() < smallest) {
      smallest = row.back();
      nearest = candidate;
    }
  }
  return nearest;
}

std::string UnknownName(const std::string& what, const std::string& name,
                        const std::vector<std::string>& known) {
  const std::string nearest = NearestName(name, known);
  if (!nearest.empty()) {
    return fmt::format("unknown {} '{}', did you mean '{}'?", what, name, nearest);
  }
  if (known.empty()) return fmt::format("unknown {} '{}': none is allowed here", what, name);
  return fmt::format("unknown {} '{}': known are {}", what, name, fmt::join(known, ", "));
}

}  // namespace hushed
