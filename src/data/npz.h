#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hushed {

// NumPy's .npz: .npy files in a zip archive, stored or deflated. Used by one thread at a time.
class Npz {
 public:
  static constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();

  // Reads the archive's directory; arrays are unpacked when they are asked for. Throws DataError
  // naming the file and the reason.
  explicit Npz(const std::string& path);

  // bytes: the archive, which must outlive it; name: for messages.
  Npz(std::span<const std::byte> bytes, const std::string& name);

  ~Npz();
  Npz(const Npz&) = delete;
  Npz& operator=(const Npz&) = delete;

  // Names of the arrays, without .npy, in the archive's order. Other members are passed over.
  const std::vector<std::string>& arrays() const;
  bool Has(const std::string& array) const;

  // The .npy file of an array: all of it, or when that is longer its first `most` bytes. Throws
  // DataError when there is none of this name, its bytes are damaged, or it holds more than 4 GiB.
  std::vector<std::byte> Read(const std::string& array, std::uint64_t most = kAll) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hushed
