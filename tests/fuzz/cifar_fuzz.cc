// Any bytes as records of CIFAR-10 and CIFAR-100: whole records with good labels, or a DataError.
// The input is stretched, so that short inputs reach records of 3,073 bytes.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "data/readers.h"
#include "hushed/errors.h"

namespace {

void Read(std::span<const std::uint8_t> bytes, std::uint32_t label_bytes, std::uint32_t classes) {
  hushed::Split split;
  try {
    hushed::ReadCifar(std::as_bytes(bytes), "f", label_bytes, classes, split);
  } catch (const hushed::DataError&) {
    return;
  }
  if (split.size != split.targets.size()) std::abort();
  if (split.bytes.values.size() != split.size * 3072) std::abort();
  if (bytes.size() != split.size * (3072 + label_bytes)) std::abort();
  for (const double target : split.targets) {
    if (!(target >= 0 && target < classes)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  for (const std::uint32_t label_bytes : {1u, 2u}) {
    const std::uint32_t classes = label_bytes == 1 ? 10 : 100;
    Read(bytes, label_bytes, classes);
    if (bytes.empty()) continue;
    std::vector<std::uint8_t> records;
    for (const std::uint8_t byte : bytes.subspan(1).first(std::min<std::size_t>(16, size - 1))) {
      records.insert(records.end(), 3072 + label_bytes, byte);
    }
    records.insert(records.end(), bytes[0] / 128, 0);
    Read(records, label_bytes, classes);
  }
  return 0;
}
