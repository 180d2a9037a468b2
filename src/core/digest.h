#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

struct XXH64_state_s;

namespace hushed {

// XXH64 (seed 0) of the bytes of v.
std::uint64_t Digest(std::span<const float> v);
std::uint64_t Digest(std::span<const double> v);
std::uint64_t DigestBytes(std::span<const std::byte> bytes);

// The same of bytes that come piece by piece.
class RunningDigest {
 public:
  RunningDigest();

  void Add(std::span<const std::byte> bytes);
  std::uint64_t value() const;  // of what was added so far

 private:
  struct Free {
    void operator()(XXH64_state_s* state) const;
  };
  std::unique_ptr<XXH64_state_s, Free> state_;
};

std::string HexDigest(std::uint64_t digest);  // 16 lower-case hexadecimal digits

}  // namespace hushed
