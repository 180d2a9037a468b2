#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "hushed/exchange.h"

namespace hushed {

// A fixed number of uploads to write into: what bounds the memory of an exchange when one worker is
// slow and others run ahead.
template <class Real>
class Slots {
 public:
  using Slot = std::shared_ptr<Upload<Real>>;  // goes back when the last copy dies

  explicit Slots(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) free_.push_back(std::make_unique<Upload<Real>>());
  }

  // Waits for a free slot. Null once Abandon() was called.
  Slot Take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return abandoned_ || !free_.empty(); });
    if (abandoned_) return nullptr;
    auto upload = std::move(free_.back());
    free_.pop_back();
    return Slot(upload.release(), [this](Upload<Real>* used) { Give(used); });
  }

  // No more slots are handed out until Reset().
  void Abandon() {
    const std::scoped_lock lock(mutex_);
    abandoned_ = true;
    returned_.notify_all();
  }
  void Reset() {
    const std::scoped_lock lock(mutex_);
    abandoned_ = false;
  }

 private:
  void Give(Upload<Real>* used) {
    const std::scoped_lock lock(mutex_);
    free_.emplace_back(used);
    returned_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Upload<Real>>> free_;
  bool abandoned_ = false;
};

}  // namespace hushed
