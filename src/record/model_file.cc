// safetensors: the header's length as 8 little-endian bytes, the header (JSON: name -> dtype,
// shape, [begin, end) in the data), padded with spaces, then the data.
#include "record/model_file.h"

#include <bit>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "hushed/errors.h"
#include "record/file.h"

namespace hushed {
namespace {

static_assert(std::endian::native == std::endian::little, "x is written as it lies in memory");

template <class Real>
std::string Header(const Layout& layout) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  const auto add = [&](const Tensor& tensor) {
    if (header.contains(tensor.name)) {
      throw Error("layout: two tensors are called '" + tensor.name + "'");
    }
    const std::uint64_t begin = tensor.offset * sizeof(Real);
    header[tensor.name] = {{"dtype", sizeof(Real) == 4 ? "F32" : "F64"},
                           {"shape", tensor.shape},
                           {"data_offsets", {begin, begin + tensor.size * sizeof(Real)}}};
  };
  for (const Tensor& tensor : layout.parameters()) add(tensor);
  for (const Tensor& tensor : layout.buffers()) add(tensor);
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  return text;
}

template <class T>
std::string_view BytesOf(const T* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace

template <class Real>
void WriteSafetensors(const std::filesystem::path& path, const Layout& layout,
                      std::span<const Real> x) {
  if (x.size() != layout.size()) {
    throw Error(path.string() + ": the model has " + std::to_string(x.size()) +
                " scalars, its layout " + std::to_string(layout.size()));
  }
  const std::string header = Header<Real>(layout);
  const std::uint64_t length = header.size();
  ReplaceFile(path, {BytesOf(&length, sizeof length), header, BytesOf(x.data(), x.size_bytes())});
}
template void WriteSafetensors(const std::filesystem::path&, const Layout&, std::span<const float>);
template void WriteSafetensors(const std::filesystem::path&, const Layout&,
                               std::span<const double>);

}  // namespace hushed
