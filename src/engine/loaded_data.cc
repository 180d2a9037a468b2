#include "engine/loaded_data.h"

namespace hushed {

std::shared_ptr<const Dataset> LoadedData::For(const Job& job) {
  const bool same =
      data_ && job.data == choice_ &&
      (IsSameForAll(job.data) || (job.train.workers == workers_ && job.seed == seed_));
  if (!same) {
    data_ = LoadDataset(job.data, static_cast<std::uint32_t>(job.train.workers), job.seed);
    choice_ = job.data;
    workers_ = job.train.workers;
    seed_ = job.seed;
  }
  return data_;
}

}  // namespace hushed
