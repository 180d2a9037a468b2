#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "hushed/archive.h"
#include "hushed/errors.h"

namespace hushed {

// Saves into a growing byte vector.
class SavingArchive final : public Archive {
 public:
  bool loading() const override { return false; }
  void Bytes(void* data, std::size_t size) override {
    const auto* bytes = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), bytes, bytes + size);
  }
  const std::vector<std::byte>& bytes() const { return bytes_; }
  std::vector<std::byte> Take() { return std::move(bytes_); }

 protected:
  std::size_t Count(std::size_t size, std::size_t) override {
    Value(size);
    return size;
  }

 private:
  std::vector<std::byte> bytes_;
};

// Loads what a SavingArchive saved. The bytes must outlive it.
class LoadingArchive final : public Archive {
 public:
  explicit LoadingArchive(std::span<const std::byte> bytes) : bytes_(bytes) {}
  bool loading() const override { return true; }
  void Bytes(void* data, std::size_t size) override {
    if (size > bytes_.size()) throw DataError("archive: ends too early");
    std::memcpy(data, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
  }
  bool finished() const { return bytes_.empty(); }

 protected:
  std::size_t Count(std::size_t, std::size_t item_bytes) override {
    std::size_t size = 0;
    Value(size);
    if (size > bytes_.size() / item_bytes) throw DataError("archive: a count exceeds what is left");
    return size;
  }

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace hushed
