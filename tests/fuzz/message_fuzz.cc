// Any bytes as a message: refused, or a message that is written back as the same bytes, costs what
// it says and can be added to vectors of any size and scalar, or refuses to be.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hushed/errors.h"
#include "hushed/message.h"
#include "require.h"

namespace {

template <class Real>
void Add(const hushed::Message& message, std::size_t size) {
  std::vector<Real> out(size);
  try {
    message.AddTo<Real>(out, Real{-0.5});
  } catch (const hushed::TransportError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(data), size);
  hushed::Message message;
  try {
    message = hushed::Message::Read(bytes);
  } catch (const hushed::TransportError&) {
    return 0;
  }
  std::vector<std::byte> written;
  message.Write(written);
  Require(std::equal(written.begin(), written.end(), bytes.begin(), bytes.end()));
  Require(message.bits().total() == 8 * written.size());
  for (const std::size_t scalars : {0, 1, 100, 65'536}) {
    Add<float>(message, scalars);
    Add<double>(message, scalars);
  }
  return 0;
}
