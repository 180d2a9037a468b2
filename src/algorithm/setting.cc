#include "algorithm/setting.h"

#include "aggregate/aggregate.h"
#include "participation/participation.h"

namespace hushed {

std::vector<double> Setting::weights() const {
  std::vector<double> weights(workers, 1.0);
  if (!IsWeighted(axis("aggregate"))) return weights;
  for (WorkerId m = 0; m < workers; ++m) {
    weights[m] = static_cast<double>(partition->shard(m).size());
  }
  return weights;
}

std::uint64_t Setting::cycle() const { return RoundsInACycle(axis("participation"), workers); }

std::uint64_t Setting::shard_evaluations(WorkerId worker) const {
  return axis("local").kind == "full-gradient" ? 1 : sampler->steps_per_epoch(worker);
}

}  // namespace hushed
