#pragma once

#include <cstddef>
#include <type_traits>
#include <vector>

namespace hushed {

// One function per class serves saving and loading: Serialize(Archive&) names its members in order,
// and the archive copies them out or in.
class Archive {
 public:
  virtual ~Archive() = default;

  virtual bool loading() const = 0;  // else it saves

  // Copies `size` bytes at `data` into the archive, or fills them from it.
  // Loading throws DataError past the end.
  virtual void Bytes(void* data, std::size_t size) = 0;

  // One number, or a struct of numbers, as its bytes are in memory.
  template <class T>
  void Value(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    Bytes(&value, sizeof value);
  }

  // A vector with its length; loading gives it that length.
  template <class T>
  void Vector(std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::size_t size = Count(values.size(), sizeof(T));
    values.resize(size);
    if (size > 0) Bytes(values.data(), size * sizeof(T));
  }

 protected:
  // Saves `size`, or loads a count whose `item_bytes` each still fit in what is left.
  virtual std::size_t Count(std::size_t size, std::size_t item_bytes) = 0;
};

}  // namespace hushed
