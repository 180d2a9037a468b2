// Any bytes as the messages of other ranks, one behind the other: refused, or messages that take up
// all of them.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hushed/errors.h"
#include "require.h"
#include "transport/mpi/share.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(data), size);
  hushed::MessageReader reader(bytes);
  std::size_t read = 0;
  try {
    while (read < size) {
      std::vector<std::byte> written;
      reader.Next().Write(written);
      read += sizeof(std::uint64_t) + written.size();
    }
  } catch (const hushed::TransportError&) {
    return 0;
  }
  Require(read == size);
  return 0;
}
