#include "problem/evaluation_plan.h"

#include <algorithm>

namespace hushed {
namespace {

using Ids = std::vector<std::uint32_t>;

// `count` of `size` examples, evenly spaced.
std::shared_ptr<const Ids> Spaced(std::uint64_t size, std::uint64_t count) {
  Ids ids(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    ids[i] = static_cast<std::uint32_t>(static_cast<unsigned __int128>(i) * size / count);
  }
  return std::make_shared<const Ids>(std::move(ids));
}

std::size_t PartsOf(std::size_t examples) {
  return (examples + EvaluationPlan::kPart - 1) / EvaluationPlan::kPart;
}

}  // namespace

EvaluationPlan::EvaluationPlan(const Dataset& data, std::uint64_t loss_examples)
    : data_(&data),
      train_(Spaced(data.train.size, loss_examples == 0
                                         ? data.train.size
                                         : std::min(loss_examples, data.train.size))),
      test_(Spaced(data.test.size, data.test.size)),
      train_parts_(std::max<std::size_t>(1, PartsOf(train_->size()))),
      test_parts_(PartsOf(test_->size())) {}

EvaluationPart EvaluationPlan::part(std::size_t index) const {
  const bool train = index < train_parts_;
  const Ids& ids = train ? *train_ : *test_;
  const std::size_t begin = kPart * (train ? index : index - train_parts_);
  return {.split = train ? &data_->train : &data_->test,
          .examples = std::span(ids).subspan(begin, std::min(kPart, ids.size() - begin))};
}

void EvaluationPlan::Evaluate(std::size_t index, const ScoreExamples& score,
                              std::vector<Metric>& out) const {
  const EvaluationPart examined = part(index);
  const bool train = examined.split == &data_->train;
  const Score done = score(*examined.split, examined.examples);
  const auto weight = static_cast<double>(examined.examples.size());
  const double in_train = train ? 1.0 : 0.0, in_test = 1.0 - in_train;
  out.push_back({"train_loss", train ? done.loss : 0.0, in_train * weight});
  if (test_->empty()) return;
  out.push_back({"test_loss", train ? 0.0 : done.loss, in_test * weight});
  if (data_->classes > 0) {
    out.push_back({"test_accuracy", train ? 0.0 : done.correct, in_test * weight});
  }
}

}  // namespace hushed
