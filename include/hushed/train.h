#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

// hushed: trains one model on many machines that hardly talk.
namespace hushed {

// One evaluation of a training. Counters are cumulative over workers.
struct TrainProgress {
  std::uint64_t round = 0;          // rounds done
  std::uint64_t step = 0;           // local steps of the longest-working worker
  double epoch = 0.0;               // examples used / training examples
  std::uint64_t uploads = 0;        // messages that workers sent
  std::uint64_t uplink_bits = 0;    // of them: values, positions and headers
  std::uint64_t downlink_bits = 0;  // of the server's answers, to each worker that hears them
  std::vector<std::pair<std::string, double>> metrics;  // train_loss, test_accuracy, ...

  // The value of a metric; NaN where it was not measured.
  double metric(const std::string& name) const;
};

// What to train, and how, as far as the job does not say it.
struct TrainRequest {
  std::string job;                     // the text of a job file (docs/job.md)
  std::string name = "job";            // what errors call it
  std::vector<std::string> overrides;  // "key=value", in order
  std::size_t threads = 1;             // results do not depend on it
  std::string transport = "threads";   // or one that was registered (hushed/transport.h)
  std::string folder;                  // where the run is written down; empty: nowhere
  bool resume = false;                 // the run in the folder goes on, to the same result
  std::function<void(const TrainProgress&)> evaluated;  // after every evaluation; may be empty
  const std::atomic<bool>* stop = nullptr;              // set to end early

  // Hears of damaged checkpoints that are passed over; may be empty.
  std::function<void(const std::string&)> notice;
};

// What came of it.
struct TrainResult {
  TrainProgress final;        // the last evaluation
  std::vector<double> model;  // parameters, then statistics, in the layout's order
  std::string model_digest;   // XXH64 of the model in its own scalar type, 16 hexadecimal digits
  std::string ending;         // finished, target (train.stop_at_target) or interrupted
};

// Trains a job from beginning to end in this process.
// Throws ConfigError when the request or the job is wrong, DataError when data is missing or
// malformed or the folder cannot be written, DivergedError when a loss or the model is no longer
// finite, and whatever components of the program's own throw.
TrainResult Train(const TrainRequest& request);

}  // namespace hushed
