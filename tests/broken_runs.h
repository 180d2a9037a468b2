#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "harness.h"

namespace hushed {

// Tells the run to stop at its move of this number, counted from 1.
class Breaker final : public Observer {
 public:
  explicit Breaker(int move) : left_(move) {}

  void Evaluated(const MetricsLine&) override {}
  void Moved(const MetricsLine&) override {
    if (--left_ == 0) stop_ = true;
  }
  const std::atomic<bool>& stop() const { return stop_; }

 private:
  int left_;
  std::atomic<bool> stop_{false};
};

// Trains into the folder until that move, or the end.
RunResult Broken(const Job& job, const std::string& folder, int move,
                 IfPresent if_present = IfPresent::kRefuse, std::size_t threads = 1);

RunResult Resumed(const Job& job, const std::string& folder, std::size_t threads = 1,
                  std::size_t ranks = 1);

// The finished run and its folder hold what the whole one has, but for times, transport and
// machine.
void ExpectSame(const RunResult& run, const std::string& folder, const RunResult& whole);

}  // namespace hushed
