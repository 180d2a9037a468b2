#include "record/json_reader.h"

#include <limits>
#include <utility>

#include "hushed/errors.h"

namespace hushed {

Json ParseJson(std::string_view text, const std::string& place) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    throw DataError(place + ": is not JSON: " + error.what());
  }
}

JsonReader::JsonReader(const Json& json, std::string place)
    : json_(json), place_(std::move(place)) {
  if (!json_.is_object()) Fail("is not an object");
}

std::uint64_t JsonReader::Count(const std::string& name) const {
  const Json& value = At(name);
  if (!value.is_number_unsigned()) Refuse(name, value, "a count (a whole number, at least 0)");
  return value.get<std::uint64_t>();
}

double JsonReader::Real(const std::string& name) const {
  const Json& value = At(name);
  if (value.is_null()) return std::numeric_limits<double>::quiet_NaN();
  if (!value.is_number()) Refuse(name, value, "a number");
  return value.get<double>();
}

std::string JsonReader::Text(const std::string& name) const {
  const Json& value = At(name);
  if (!value.is_string()) Refuse(name, value, "a text");
  return value.get<std::string>();
}

bool JsonReader::Truth(const std::string& name) const {
  const Json& value = At(name);
  if (!value.is_boolean()) Refuse(name, value, "true or false");
  return value.get<bool>();
}

JsonReader JsonReader::Object(const std::string& name) const {
  return {At(name), place_ + ": '" + name + "'"};
}

std::vector<JsonReader> JsonReader::Objects(const std::string& name) const {
  const Json& list = At(name);
  if (!list.is_array()) Refuse(name, list, "a list");
  std::vector<JsonReader> objects;
  for (const Json& item : list) objects.emplace_back(item, place_ + ": '" + name + "'");
  return objects;
}

const Json& JsonReader::At(const std::string& name) const {
  const auto found = json_.find(name);
  if (found == json_.end()) Fail("'" + name + "' is missing");
  return *found;
}

void JsonReader::Fail(const std::string& what) const { throw DataError(place_ + ": " + what); }

void JsonReader::Refuse(const std::string& name, const Json& value, const char* wanted) const {
  const std::string found = value.is_structured()
                                ? value.type_name()
                                : value.dump(-1, ' ', false, Json::error_handler_t::replace);
  Fail("'" + name + "' is " + found + ", not " + wanted);
}

}  // namespace hushed
