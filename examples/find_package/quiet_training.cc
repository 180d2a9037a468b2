// Trains a small classifier on synthetic data with ten workers that hardly talk, from a program of its own.
// Prints how well it does and how little was said; ends with 0 when the test accuracy exceeds 0.9.
#include <hushed/train.h>

#include <cstdio>

int main() {
  hushed::TrainRequest request;
  request.job = R"(
    [data]
    name = "synthetic-blobs"
    classes = 4
    columns = 8
    rows = 2000
    test_rows = 500
    separation = 4.0
    [model]
    name = "softmax"
    [train]
    workers = 10
    epochs = 5
    [algorithm]
    name = "sasg"
    learning_rate = 0.1
  )";
  request.evaluated = [](const hushed::TrainProgress& progress) {
    for (const auto& [name, value] : progress.metrics) {
      if (name == "test_accuracy") {
        std::printf("epoch %.1f  accuracy %.3f  uploads %llu\n", progress.epoch, value,
                    static_cast<unsigned long long>(progress.uploads));
      }
    }
  };
  const hushed::TrainResult result = hushed::Train(request);
  std::printf("model %s\n", result.model_digest.c_str());
  for (const auto& [name, value] : result.final.metrics) {
    if (name == "test_accuracy") return value > 0.9 ? 0 : 1;
  }
  return 1;
}
