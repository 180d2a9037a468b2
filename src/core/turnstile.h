#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>

namespace hushed {

// Runs actions in the order of their positions, whatever order and threads they arrive from, and
// never blocks an arriving thread for longer than one action: an action whose turn has not come is
// kept and run by the thread that closes the gap.
class Turnstile {
 public:
  // The first position to pass is `first`.
  explicit Turnstile(std::size_t first = 0) : next_(first) {}

  // Hands in the action of `position`; each position from `first` on, exactly once. Actions of one
  // turnstile never overlap. An action must not throw.
  void Pass(std::size_t position, std::function<void()> action);

  std::size_t next() const { return next_; }

 private:
  std::mutex mutex_;
  std::map<std::size_t, std::function<void()>> waiting_;
  std::size_t next_;
  bool running_ = false;
};

}  // namespace hushed
