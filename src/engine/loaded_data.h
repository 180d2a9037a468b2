#pragma once

#include <cstdint>
#include <memory>

#include "config/job.h"
#include "data/dataset.h"

namespace hushed {

// The data set of the last job, so that one run after another loads it once.
class LoadedData {
 public:
  std::shared_ptr<const Dataset> For(const Job& job);

 private:
  std::shared_ptr<const Dataset> data_;
  Choice choice_;
  std::int64_t workers_ = 0;
  std::uint64_t seed_ = 0;
};

}  // namespace hushed
