#pragma once

#include <string>
#include <vector>

#include "hushed/errors.h"
#include "hushed/options.h"

namespace hushed {

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

// The entry of a list (KindInfo, AxisInfo, AlgorithmInfo) by name, or nullptr.
template <class Info>
const Info* FindByName(const std::vector<Info>& infos, const std::string& name) {
  for (const Info& info : infos) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

template <class Info>
std::vector<std::string> NamesOf(const std::vector<Info>& infos) {
  std::vector<std::string> names;
  for (const Info& info : infos) names.push_back(info.name);
  return names;
}

// The known name nearest to `name`, or empty when none is near.
std::string NearestName(const std::string& name, const std::vector<std::string>& known);

// "unknown algorithm 'sagg', did you mean 'sasg'?"; lists what is known when nothing is near.
std::string UnknownName(const std::string& what, const std::string& name,
                        const std::vector<std::string>& known);

// Throws ConfigError when a name for something new is empty or one of `known`:
// "compressor 'top-k' is there already: choose another name".
void RequireNewName(const std::string& what, const std::string& name,
                    const std::vector<std::string>& known);

// The same of each option's name: none may be `reserved` or stand twice. place: "compressor 'mine'".
void RequireNewNames(const std::string& place, const std::vector<OptionInfo>& options,
                     std::vector<std::string> reserved);

}  // namespace hushed
