#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "trainer.h"

namespace hushed {

// Trains many jobs side by side, one a thread. Each thread's trainer lives as long as this does and
// loads a data set once.
class Trainers {
 public:
  explicit Trainers(const StudyOptions& options);

  // task(i, trainer) for every i < count, in order of beginning. Throws what a task throws, once
  // those that have begun are done.
  void ForEach(std::size_t count, const std::function<void(std::size_t, Trainer&)>& task);

 private:
  std::vector<Trainer> trainers_;
};

}  // namespace hushed
