#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "hushed/problem.h"

namespace hushed {

// What a model did on some examples.
struct Score {
  double loss = 0.0;     // summed over the examples
  double correct = 0.0;  // examples classified rightly; unread where there are no classes
};

// Examples that are evaluated together.
struct EvaluationPart {
  const Split* split = nullptr;
  std::span<const std::uint32_t> examples;  // viewed from the plan
};

// An evaluation cut in parts of at most kPart examples: first those of the training set that
// train_loss is measured on, then the test split. The cut depends on the data alone. Cheap to copy;
// the data must outlive it.
class EvaluationPlan {
 public:
  static constexpr std::size_t kPart = 1000;

  // train_loss is measured on `loss_examples` training examples, example floor(i * n / m) the i-th
  // of m, so that a sorted file is not biased; 0, or more than there are: on all.
  EvaluationPlan(const Dataset& data, std::uint64_t loss_examples);

  std::size_t parts() const { return train_parts_ + test_parts_; }  // at least 1
  EvaluationPart part(std::size_t index) const;

  // Appends what `score` says of this part's examples: train_loss, and where there is a test split
  // test_loss and, with classes, test_accuracy. A part of the other split has weight 0.
  using ScoreExamples =
      std::function<Score(const Split& split, std::span<const std::uint32_t> examples)>;
  void Evaluate(std::size_t index, const ScoreExamples& score, std::vector<Metric>& out) const;

 private:
  const Dataset* data_;
  std::shared_ptr<const std::vector<std::uint32_t>> train_;
  std::shared_ptr<const std::vector<std::uint32_t>> test_;
  std::size_t train_parts_;
  std::size_t test_parts_;
};

}  // namespace hushed
