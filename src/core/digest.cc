#include "core/digest.h"

#include <fmt/format.h>
#include <xxhash.h>

namespace hushed {

std::uint64_t DigestBytes(std::span<const std::byte> bytes) {
  return XXH64(bytes.data(), bytes.size(), 0);
}

std::uint64_t Digest(std::span<const float> v) { return DigestBytes(std::as_bytes(v)); }
std::uint64_t Digest(std::span<const double> v) { return DigestBytes(std::as_bytes(v)); }

std::string HexDigest(std::uint64_t digest) { return fmt::format("{:016x}", digest); }

}  // namespace hushed
