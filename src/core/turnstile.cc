#include "core/turnstile.h"

#include <utility>

namespace hushed {

void Turnstile::Pass(std::size_t position, std::function<void()> action) {
  std::unique_lock lock(mutex_);
  waiting_.emplace(position, std::move(action));
  if (running_) return;
  running_ = true;
  for (auto turn = waiting_.find(next_); turn != waiting_.end(); turn = waiting_.find(next_)) {
    const std::function<void()> due = std::move(turn->second);
    waiting_.erase(turn);
    lock.unlock();
    due();
    lock.lock();
    ++next_;
  }
  running_ = false;
}

}  // namespace hushed
