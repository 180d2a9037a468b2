// safetensors, read: see model_file.cc for the format. The header is bounded before it is parsed,
// in size, in depth and in what each tensor may claim of the data.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

#include "hushed/errors.h"
#include "record/model_file.h"

namespace hushed {
namespace {

constexpr std::size_t kLength = 8;                 // bytes that say how long the header is
constexpr std::uint64_t kLongestHeader = 4 << 20;  // about 30,000 tensors
constexpr int kDeepest = 3;                        // { name: { "shape": [ ] } }

using Json = nlohmann::json;

[[noreturn]] void Fail(const std::string& name, const std::string& what) {
  throw DataError(name + ": " + what);
}

// sign, exponent and fraction of a number as a float stores them, from F16.
float HalfToFloat(std::uint16_t half) {
  const double sign = (half >> 15) != 0 ? -1.0 : 1.0;
  const int exponent = (half >> 10) & 31, fraction = half & 1023;
  if (exponent == 31) return fraction == 0 ? static_cast<float>(sign * INFINITY) : NAN;
  const int power = exponent == 0 ? -24 : exponent - 25;
  return static_cast<float>(std::ldexp(sign * (exponent == 0 ? fraction : 1024 + fraction), power));
}

// The upper half of a float.
float BrainToFloat(std::uint16_t upper) {
  const std::uint32_t bits = static_cast<std::uint32_t>(upper) << 16;
  float value = 0.0f;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

struct NumberType {
  const char* name;
  std::uint64_t bytes;
  double (*read)(const char* at);
};

template <class Stored>
Stored Load(const char* at) {
  Stored value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

constexpr NumberType kTypes[] = {
    {"F64", 8, [](const char* at) { return Load<double>(at); }},
    {"F32", 4, [](const char* at) { return static_cast<double>(Load<float>(at)); }},
    {"F16", 2,
     [](const char* at) { return static_cast<double>(HalfToFloat(Load<std::uint16_t>(at))); }},
    {"BF16", 2,
     [](const char* at) { return static_cast<double>(BrainToFloat(Load<std::uint16_t>(at))); }}};

class Reader {
 public:
  Reader(std::string_view bytes, std::string name) : name_(std::move(name)) {
    if (bytes.size() < kLength) Fail(name_, "is no safetensors file: it ends before its header");
    const auto length = Load<std::uint64_t>(bytes.data());
    bytes.remove_prefix(kLength);
    if (length > kLongestHeader || length > bytes.size()) {
      Fail(name_, fmt::format("is no safetensors file: a header of {} bytes in a file of {} (at "
                              "most {} are allowed)",
                              length, bytes.size() + kLength, kLongestHeader));
    }
    data_ = bytes.substr(length);
    ParseHeader(bytes.substr(0, length));
  }

  // Writes the values of a tensor into x.
  template <class Real>
  void Read(const Tensor& tensor, std::span<Real> x) const {
    const auto found = header_.find(tensor.name);
    if (found == header_.end()) {
      Fail(name_,
           fmt::format("has no tensor '{}' {}; the model needs it", tensor.name, tensor.shape));
    }
    const auto shape = Numbers(tensor.name, *found, "shape");
    if (shape != tensor.shape) {
      FailAt(tensor.name, fmt::format("has the shape {}, the model's is {}", shape, tensor.shape));
    }
    const NumberType& type = TypeOf(tensor.name, *found);
    const char* first = Data(tensor, type, *found);
    for (std::uint64_t i = 0; i < tensor.size; ++i) {
      x[i] = static_cast<Real>(type.read(first + i * type.bytes));
      if (!std::isfinite(x[i])) {
        FailAt(tensor.name, fmt::format("entry {} is not finite as a {}", i,
                                        sizeof(Real) == 4 ? "float" : "double"));
      }
    }
  }

  // What the layout has no place for.
  void RefuseOthers(const std::set<std::string_view>& wanted) const {
    for (const auto& [key, entry] : header_.items()) {
      if (key == "__metadata__" || wanted.contains(key)) continue;
      const auto type = entry.is_object() ? entry.find("dtype") : entry.end();
      const bool counts = type != entry.end() && type->is_string() &&
                          (type->get_ref<const std::string&>().starts_with("I") ||
                           type->get_ref<const std::string&>().starts_with("U"));
      if (!counts) FailAt(key, "is nothing that the model has");
    }
  }

 private:
  void ParseHeader(std::string_view text) {
    std::set<std::string> names;
    const auto look = [&](int depth, Json::parse_event_t event, const Json& parsed) {
      const bool opens =
          event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
      if (opens && depth >= kDeepest) Fail(name_, "its header is nested too deeply");
      if (event == Json::parse_event_t::key && depth == 1 &&
          !names.insert(parsed.get<std::string>()).second) {
        FailAt(parsed.get<std::string>(), "stands in the header twice");
      }
      return true;
    };
    try {
      header_ = Json::parse(text, look);
    } catch (const Json::exception& error) {
      Fail(name_, std::string("its header is not JSON: ") + error.what());
    }
    if (!header_.is_object()) Fail(name_, "its header is not a JSON object");
  }

  // A list of whole numbers of one tensor's entry.
  std::vector<std::uint64_t> Numbers(const std::string& tensor, const Json& entry,
                                     const char* key) const {
    const auto list = entry.is_object() ? entry.find(key) : entry.end();
    if (list == entry.end() || !list->is_array()) {
      FailAt(tensor, fmt::format("has no list '{}'", key));
    }
    std::vector<std::uint64_t> numbers;
    for (const Json& number : *list) {
      if (!number.is_number_unsigned()) {
        FailAt(tensor, fmt::format("'{}' holds what is no count", key));
      }
      numbers.push_back(number.get<std::uint64_t>());
    }
    return numbers;
  }

  const NumberType& TypeOf(const std::string& tensor, const Json& entry) const {
    const auto found = entry.find("dtype");
    const std::string type =
        found != entry.end() && found->is_string() ? found->get<std::string>() : "";
    for (const NumberType& known : kTypes) {
      if (type == known.name) return known;
    }
    FailAt(tensor, fmt::format("is of type '{}'; F64, F32, F16 and BF16 are allowed", type));
  }

  const char* Data(const Tensor& tensor, const NumberType& type, const Json& entry) const {
    const auto offsets = Numbers(tensor.name, entry, "data_offsets");
    if (offsets.size() != 2 || offsets[0] > offsets[1]) {
      FailAt(tensor.name, fmt::format("has the data_offsets {}; [begin, end] is allowed", offsets));
    }
    if (offsets[1] > data_.size()) {
      FailAt(tensor.name, fmt::format("ends at byte {} of the data, which has {}: the file is cut "
                                      "short",
                                      offsets[1], data_.size()));
    }
    if (offsets[1] - offsets[0] != tensor.size * type.bytes) {
      FailAt(tensor.name, fmt::format("has {} bytes for {} numbers of type {}",
                                      offsets[1] - offsets[0], tensor.size, type.name));
    }
    return data_.data() + offsets[0];
  }

  [[noreturn]] void FailAt(const std::string& tensor, const std::string& what) const {
    Fail(name_, fmt::format("tensor '{}' {}", tensor, what));
  }

  std::string name_;
  std::string_view data_;
  Json header_;
};

}  // namespace

template <class Real>
std::vector<Real> ParseSafetensors(std::string_view bytes, const std::string& name,
                                   const Layout& layout) {
  const Reader reader(bytes, name);
  std::vector<Real> x(layout.size());
  std::set<std::string_view> wanted;
  for (const auto* tensors : {&layout.parameters(), &layout.buffers()}) {
    for (const Tensor& tensor : *tensors) {
      reader.Read<Real>(tensor, std::span(x).subspan(tensor.offset, tensor.size));
      wanted.insert(tensor.name);
    }
  }
  reader.RefuseOthers(wanted);
  return x;
}
template std::vector<float> ParseSafetensors(std::string_view, const std::string&, const Layout&);
template std::vector<double> ParseSafetensors(std::string_view, const std::string&, const Layout&);

}  // namespace hushed
