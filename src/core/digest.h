#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace hushed {

// XXH64 (seed 0) of the bytes of v.
std::uint64_t Digest(std::span<const float> v);
std::uint64_t Digest(std::span<const double> v);
std::uint64_t DigestBytes(std::span<const std::byte> bytes);

std::string HexDigest(std::uint64_t digest);  // 16 lower-case hexadecimal digits

}  // namespace hushed
