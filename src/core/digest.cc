#include "core/digest.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <new>

namespace hushed {

std::uint64_t DigestBytes(std::span<const std::byte> bytes) {
  return XXH64(bytes.data(), bytes.size(), 0);
}

void RunningDigest::Free::operator()(XXH64_state_s* state) const { XXH64_freeState(state); }

RunningDigest::RunningDigest() : state_(XXH64_createState()) {
  if (!state_) throw std::bad_alloc();
  XXH64_reset(state_.get(), 0);
}

void RunningDigest::Add(std::span<const std::byte> bytes) {
  if (!bytes.empty()) XXH64_update(state_.get(), bytes.data(), bytes.size());
}

std::uint64_t RunningDigest::value() const { return XXH64_digest(state_.get()); }

std::uint64_t Digest(std::span<const float> v) { return DigestBytes(std::as_bytes(v)); }
std::uint64_t Digest(std::span<const double> v) { return DigestBytes(std::as_bytes(v)); }

std::string HexDigest(std::uint64_t digest) { return fmt::format("{:016x}", digest); }

}  // namespace hushed
