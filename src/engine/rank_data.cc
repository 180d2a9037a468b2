#include "engine/rank_data.h"

#include <vector>

#include "problem/evaluation_plan.h"

namespace hushed {

std::shared_ptr<const Dataset> DataOfRank(const std::shared_ptr<const Dataset>& whole,
                                          const Partition& partition, const Placement& placement,
                                          std::size_t rank, std::uint64_t loss_examples) {
  const Dataset& data = *whole;
  const auto is_split = [](const Split& split) {
    return split.unread || !split.bytes.values.empty();
  };
  if (!is_split(data.train) && !is_split(data.test)) return whole;
  std::vector<bool> train(data.train.size), test(data.test.size);
  const auto [first_worker, last_worker] = placement.WorkersOf(rank);
  for (std::uint64_t m = first_worker; m < last_worker; ++m) {
    for (const std::uint32_t i : partition.shard(static_cast<WorkerId>(m))) train[i] = true;
  }
  const EvaluationPlan plan(data, loss_examples);
  const auto [first_part, last_part] = placement.PartsOf(rank, plan.parts());
  for (std::size_t p = first_part; p < last_part; ++p) {
    const EvaluationPart part = plan.part(p);
    for (const std::uint32_t i : part.examples) {
      (part.split == &data.train ? train : test)[i] = true;
    }
  }
  return std::make_shared<const Dataset>(Dataset{.name = data.name,
                                                 .shape = data.shape,
                                                 .columns = data.columns,
                                                 .classes = data.classes,
                                                 .train = WithRows(train, data.train),
                                                 .test = WithRows(test, data.test),
                                                 .augmentation = data.augmentation,
                                                 .quadratics = data.quadratics,
                                                 .owners = data.owners});
}

}  // namespace hushed
