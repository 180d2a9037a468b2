#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/options.h"
#include "problem/models.h"

namespace hushed {

struct MlpOptions {
  std::vector<std::int64_t> hidden = {512};
  std::string activation = "relu";

  static Fields<MlpOptions> fields() { return FieldsOf<MlpOptions>(); }

  // For an option struct that derives from this.
  template <class T>
  static Fields<T> FieldsOf() {
    return {{"hidden", &T::hidden, AtLeast(1), "widths of the hidden layers"},
            {"activation", &T::activation, OneOf({"relu", "tanh"}), "of the hidden layers"}};
  }
};

// A fully connected network, `fc1`, `fc2`, ... as PyTorch's Linear lays them out: softmax
// cross-entropy for classes, half the squared error for values.
template <class Real>
ProblemFactory<Real> MakeMlp(const MlpOptions& options, std::shared_ptr<const Dataset> data,
                             std::uint64_t loss_examples);

}  // namespace hushed
