#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "hushed/errors.h"

namespace hushed {

// The value of one option, as a job file can state it.
using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                           std::vector<double>>;
using Values = std::map<std::string, Value>;  // by option name

// Which of the listed ideas, with its options: `kind = "top-k"`, `fraction = 0.01`.
struct Choice {
  std::string kind;
  Values options;

  friend bool operator==(const Choice&, const Choice&) = default;
};

// What an option accepts.
struct Allowed {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;           // low itself is refused
  bool high_open = false;          // and high
  std::vector<std::string> words;  // for strings: one of these; empty: any

  std::string Text() const;  // "in (0, 1]", "of at least 1", "" when anything goes
};

inline Allowed Between(double low, double high) { return {.low = low, .high = high}; }
inline Allowed Above(double low) { return {.low = low, .low_open = true}; }
inline Allowed AboveUpTo(double low, double high) {
  return {.low = low, .high = high, .low_open = true};
}
inline Allowed FromBelow(double low, double high) {
  return {.low = low, .high = high, .high_open = true};
}
inline Allowed AtLeast(double low) { return {.low = low}; }
inline Allowed OneOf(std::vector<std::string> words) { return {.words = std::move(words)}; }
inline Allowed Anything() { return {}; }

// An option as users see it.
struct OptionInfo {
  std::string name;
  Value default_value;
  Allowed allowed;
  std::string help;  // what it means, with its unit
};

// One entry of a list (compressors, models, ...) as users see it.
struct KindInfo {
  std::string name;
  std::string summary;
  std::vector<OptionInfo> options;
};

std::string TypeName(const Value& value);  // "number", "list of whole numbers", ...
std::string ToText(const Value& value);    // as a job file writes it; doubles round-trip

// "a number in (0, 1]", "one of tensor, global", "true or false", "a list of whole numbers"
std::string AllowedText(const OptionInfo& info);

// The error for a value, shown as `text`, that the option does not accept:
// "fraction = 2.0 is not allowed: a number in (0, 1] is".
ConfigError NotAllowed(const OptionInfo& info, const std::string& text);

// The value converted to the type of `info.default_value` and checked against what is allowed. The
// default itself always is; other numbers must be finite.
// Throws ConfigError naming the option, the value and what is allowed.
Value Checked(const OptionInfo& info, const Value& value);

// All options of `infos`: those given, checked, and the defaults of the rest. Throws ConfigError on
// a name that is not an option, with the nearest one. `place` opens each message.
Values Complete(const std::vector<OptionInfo>& infos, const Values& given,
                const std::string& place);

// An option's place in the struct Options that holds it. Declared once: it feeds the job file,
// validation, `describe` and the documentation.
template <class Options>
struct Field {
  // T is one of the alternatives of Value; Base is Options or a base of it.
  template <class T, class Base>
  Field(std::string option, T Base::*member, Allowed what, std::string meaning)
      : name(std::move(option)),
        allowed(std::move(what)),
        help(std::move(meaning)),
        get([member](const Options& options) -> Value { return options.*member; }),
        set([member](Options& options, const Value& value) {
          options.*member = std::get<T>(value);
        }) {}

  std::string name;
  Allowed allowed;
  std::string help;
  std::function<Value(const Options&)> get;
  std::function<void(Options&, const Value&)> set;
};

template <class Options>
using Fields = std::vector<Field<Options>>;

// Options is default-constructible and has `static Fields<Options> fields()`.
template <class Options>
std::vector<OptionInfo> OptionsOf() {
  const Options defaults;
  std::vector<OptionInfo> infos;
  for (const Field<Options>& field : Options::fields()) {
    infos.push_back({field.name, field.get(defaults), field.allowed, field.help});
  }
  return infos;
}

// The struct from values that Complete() made.
template <class Options>
Options FromValues(const Values& values) {
  Options options;
  for (const Field<Options>& field : Options::fields()) {
    const auto found = values.find(field.name);
    if (found != values.end()) field.set(options, found->second);
  }
  return options;
}

// The known name nearest to `name`, or empty when none is near.
std::string NearestName(const std::string& name, const std::vector<std::string>& known);

// "unknown algorithm 'sagg', did you mean 'sasg'?"; lists what is known when nothing is near.
std::string UnknownName(const std::string& what, const std::string& name,
                        const std::vector<std::string>& known);

// An option struct for ideas that have none.
struct NoOptions {
  static Fields<NoOptions> fields() { return {}; }
};

}  // namespace hushed
