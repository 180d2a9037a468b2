#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "hushed/problem.h"

namespace hushed {

// The model that a run left behind, and the examples it is asked about.
struct TrainedRequest {
  std::filesystem::path folder;        // of the run
  std::vector<std::string> overrides;  // "key=value" over its job, as for training

  // Other examples in place of the test split: the file of data.test_path where the data set has
  // one, so that labels are numbered as in training, else the folder of data.path. Empty: the
  // job's.
  std::string data;

  std::size_t threads = 1;  // results do not depend on it
};

struct Evaluation {
  std::uint64_t train_examples = 0, test_examples = 0;
  std::string model_digest;
  std::vector<std::pair<std::string, double>> metrics;  // as a line of metrics.jsonl has them
};

// What the model says of the examples of one split, in their order.
struct Predictions {
  std::uint32_t classes = 0;    // 0: values are predicted
  std::size_t outputs = 1;      // scores an example
  std::vector<double> scores;   // [examples x outputs], see Problem::outputs()
  std::vector<double> answers;  // [examples]: the class, or the value
  std::vector<double> targets;  // [examples]

  std::uint64_t correct() const;  // answers that are the target
};

// Both read the run's resolved job and its model. Throw ConfigError when the folder holds no such
// run or a key is wrong, DataError when the model or the data is missing or does not fit the other.
Evaluation EvaluateRun(const TrainedRequest& request);

// Also throws ConfigError when the split is empty, or the model says nothing of examples.
Predictions PredictRun(const TrainedRequest& request, Of of, Evaluation& evaluation);

}  // namespace hushed
