#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace hushed {

using Json = nlohmann::ordered_json;

// The text as JSON. Throws DataError that begins with `place`.
Json ParseJson(std::string_view text, const std::string& place);

// One JSON object, which must outlive this, and where it stands: every message begins with `place`
// and names the field, what was found and what is allowed. Throws DataError.
class JsonReader {
 public:
  JsonReader(const Json& json, std::string place);

  bool Has(const std::string& name) const { return json_.contains(name); }
  const Json& json() const { return json_; }

  std::uint64_t Count(const std::string& name) const;
  double Real(const std::string& name) const;  // null: NaN
  std::string Text(const std::string& name) const;
  bool Truth(const std::string& name) const;
  JsonReader Object(const std::string& name) const;
  std::vector<JsonReader> Objects(const std::string& name) const;

 private:
  const Json& At(const std::string& name) const;
  [[noreturn]] void Fail(const std::string& what) const;
  [[noreturn]] void Refuse(const std::string& name, const Json& value, const char* wanted) const;

  const Json& json_;
  std::string place_;
};

}  // namespace hushed
