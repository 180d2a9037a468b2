// Any bytes as a safetensors file of a small model, as they are and with a header length that is
// right: finite numbers for every tensor, or a DataError that names the file.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "hushed/errors.h"
#include "record/model_file.h"

namespace {

hushed::Layout SmallModel() {
  hushed::Layout layout;
  layout.AddParameter("w", {2, 2});
  layout.AddParameter("b", {});
  layout.AddBuffer("m", {0});
  return layout;
}

template <class Real>
void Read(std::string_view file) {
  static const hushed::Layout layout = SmallModel();
  try {
    const std::vector<Real> x = hushed::ParseSafetensors<Real>(file, "file", layout);
    if (x.size() != layout.size()) std::abort();
    for (const Real value : x) {
      if (!std::isfinite(value)) std::abort();
    }
  } catch (const hushed::DataError& error) {
    if (!std::string_view(error.what()).starts_with("file: ")) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  Read<float>(bytes);
  // The header ends where its object closes, if it does.
  const std::uint64_t length = bytes.rfind('}') + 1;
  const std::string file(reinterpret_cast<const char*>(&length), sizeof length);
  Read<double>(file + bytes);
  return 0;
}
