#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>

namespace hushed {

// Runs actions in the order of their positions, one at a time, whatever order and threads they
// arrive from. Nobody waits: an action that arrives before its turn, or while another runs, is kept
// and run by the thread that is at work or closes the gap.
class Turnstile {
 public:
  // The first position to pass is `first`.
  explicit Turnstile(std::size_t first = 0) : next_(first) {}

  // Hands in the action of `position`; each position from `first` on, exactly once. What an action
  // throws reaches the caller whose thread ran it, and no later action runs.
  void Pass(std::size_t position, std::function<void()> action);

  std::size_t next() const { return next_; }

 private:
  std::mutex mutex_;
  std::map<std::size_t, std::function<void()>> waiting_;
  std::size_t next_;
  bool running_ = false;
};

}  // namespace hushed
