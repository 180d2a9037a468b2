#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hushed {

// The value of one option, as a job file can state it.
using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                           std::vector<double>>;

// Values by the names of their options.
using Values = std::map<std::string, Value>;

// Which of the listed ideas, with its options: `kind = "top-k"`, `fraction = 0.01`.
struct Choice {
  std::string kind;  // a name of the list
  Values options;    // those that differ from their defaults, or all

  // Alike in every option that is given.
  friend bool operator==(const Choice&, const Choice&) = default;
};

// What an option accepts: numbers (each number of a list) in a range, or one of some words.
struct Allowed {
  double low = -std::numeric_limits<double>::infinity();  // least number
  double high = std::numeric_limits<double>::infinity();  // greatest number
  bool low_open = false;                                  // low itself is refused
  bool high_open = false;                                 // high itself is refused
  std::vector<std::string> words;                         // for texts: one of these; empty: any

  // As errors and `hushed describe` say it: "in (0, 1]", "of at least 1", "" when anything goes.
  std::string Text() const;
};

// Numbers in [low, high].
inline Allowed Between(double low, double high) { return {.low = low, .high = high}; }

// Numbers > low.
inline Allowed Above(double low) { return {.low = low, .low_open = true}; }

// Numbers in (low, high].
inline Allowed AboveUpTo(double low, double high) {
  return {.low = low, .high = high, .low_open = true};
}

// Numbers in [low, high).
inline Allowed FromBelow(double low, double high) {
  return {.low = low, .high = high, .high_open = true};
}

// Numbers >= low.
inline Allowed AtLeast(double low) { return {.low = low}; }

// One of these texts.
inline Allowed OneOf(std::vector<std::string> words) { return {.words = std::move(words)}; }

// Whatever the type of the option can hold, but numbers are finite.
inline Allowed Anything() { return {}; }

// An option as users see it.
struct OptionInfo {
  std::string name;     // the key in a job file
  Value default_value;  // its type is the option's
  Allowed allowed;      // what a job may say; the default is always allowed
  std::string help;     // what it means, with its unit
};

// One entry of a list (compressors, models, ...) as users see it.
struct KindInfo {
  std::string name;                 // what a job says to choose it
  std::string summary;              // one line
  std::vector<OptionInfo> options;  // its keys in a job file
};

// An option's place in the struct Options that holds it. Declared once: it feeds the job file,
// validation, `describe` and the documentation.
template <class Options>
struct Field {
  // `option`, which accepts `what` and means `meaning`, stands in `member`. T is one of the
  // alternatives of Value; Base is Options or a base of it.
  template <class T, class Base>
  Field(std::string option, T Base::*member, Allowed what, std::string meaning)
      : name(std::move(option)),
        allowed(std::move(what)),
        help(std::move(meaning)),
        get([member](const Options& options) -> Value { return options.*member; }),
        set([member](Options& options, const Value& value) {
          options.*member = std::get<T>(value);
        }) {}

  std::string name;                                 // as OptionInfo's
  Allowed allowed;                                  // as OptionInfo's
  std::string help;                                 // as OptionInfo's
  std::function<Value(const Options&)> get;         // reads the member
  std::function<void(Options&, const Value&)> set;  // writes it
};

// What `static Fields<Options> Options::fields()` returns.
template <class Options>
using Fields = std::vector<Field<Options>>;

// The options as users see them, with the defaults of an Options that was made by default.
template <class Options>
std::vector<OptionInfo> OptionsOf() {
  const Options defaults;
  std::vector<OptionInfo> infos;
  for (const Field<Options>& field : Options::fields()) {
    infos.push_back({field.name, field.get(defaults), field.allowed, field.help});
  }
  return infos;
}

// The struct from values that were checked; members that are not named keep their defaults.
template <class Options>
Options FromValues(const Values& values) {
  Options options;
  for (const Field<Options>& field : Options::fields()) {
    const auto found = values.find(field.name);
    if (found != values.end()) field.set(options, found->second);
  }
  return options;
}

// An option struct for ideas that have none.
struct NoOptions {
  // None.
  static Fields<NoOptions> fields() { return {}; }
};

}  // namespace hushed
