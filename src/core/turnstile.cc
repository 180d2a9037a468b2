#include "core/turnstile.h"

#include <utility>

namespace hushed {

void Turnstile::Pass(std::size_t position, std::function<void()> action) {
  std::unique_lock lock(mutex_);
  waiting_.emplace(position, std::move(action));
  RunWaiting(lock);
}

void Turnstile::Advance(std::size_t count) {
  std::unique_lock lock(mutex_);
  next_ += count;
  RunWaiting(lock);
}

void Turnstile::RunWaiting(std::unique_lock<std::mutex>& lock) {
  if (running_) return;
  running_ = true;
  for (auto turn = waiting_.find(next_); turn != waiting_.end(); turn = waiting_.find(next_)) {
    const std::function<void()> action = std::move(turn->second);
    waiting_.erase(turn);
    lock.unlock();
    action();
    lock.lock();
    ++next_;
  }
  running_ = false;
}

}  // namespace hushed
