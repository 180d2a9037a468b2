#pragma once

#include <cstddef>
#include <functional>

namespace hushed {

// Threads that help the one it was made on in InSlices(), until it dies.
class LentThreads {
 public:
  // Calls body(i) for every i below the number of threads, and returns when all are done.
  using Call = std::function<void(const std::function<void(std::size_t)>& body)>;

  LentThreads(std::size_t threads, Call call);
  ~LentThreads();
  LentThreads(const LentThreads&) = delete;
  LentThreads& operator=(const LentThreads&) = delete;

 private:
  friend void InSlices(std::size_t, const std::function<void(std::size_t, std::size_t)>&);

  std::size_t threads_;
  Call call_;
  const LentThreads* before_;
};

// Calls body(begin, end) for slices that make up [0, n): one a lent thread, all of it here where
// there is none or little to do. `body` does to one entry what it does wherever slices are cut.
void InSlices(std::size_t n, const std::function<void(std::size_t begin, std::size_t end)>& body);

}  // namespace hushed
