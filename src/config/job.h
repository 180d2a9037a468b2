#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/options.h"
#include "hushed/algorithm.h"

namespace hushed {

// One axis of the generic algorithm (participation, trigger, compress, ...) and what it may be.
struct AxisInfo {
  std::string name;
  std::string summary;
  std::vector<KindInfo> kinds;
};

// Everything a job can name: what validation, `list`, `describe` and the documentation go through.
struct Catalogue {
  std::vector<KindInfo> datasets;
  std::vector<KindInfo> partitions;
  std::vector<KindInfo> models;
  std::vector<AxisInfo> axes;
  std::vector<AlgorithmInfo> algorithms;

  // Why this build lacks a model that others have, "" for any other name; may be empty.
  std::function<std::string(const std::string&)> missing_model = {};
};

// A metric value to reach; the first evaluation that does is noted. Metrics whose name ends in
// "loss", "error", "norm" or "variance" are reached from above, others from below.
struct Target {
  std::string metric;
  double value = 0.0;

  friend bool operator==(const Target&, const Target&) = default;
};

// [train]
struct TrainOptions {
  std::int64_t workers = 10;
  std::int64_t batch = 10;         // examples a step; 0: the worker's whole shard
  std::string sampling = "epoch";  // epoch: each shard in a fresh order; replacement: independent
  double epochs = 0.0;             // exactly one of epochs, rounds and steps is above 0
  std::int64_t rounds = 0;
  std::int64_t steps = 0;                // local steps per worker
  std::int64_t evaluate_every = 100;     // local steps; 0: only at the start and the end
  std::int64_t loss_examples = 10000;    // train_loss is measured on this many examples; 0: all
  bool gradient_variance = false;        // measure it at every evaluation
  std::int64_t checkpoint_every = 0;     // rounds; 0: only when the run ends or is interrupted
  std::string precision = "auto";        // float, double; auto: float for networks, else double
  std::string stop_at_target = "never";  // never, any, all, or the metric of the targets meant
  std::string init;                      // safetensors file of the first model; empty: it is drawn
  std::string init_digest;      // of that file, 16 hexadecimal digits; empty: not known yet
  std::vector<Target> targets;  // read apart from the fields

  static Fields<TrainOptions> fields();
  friend bool operator==(const TrainOptions&, const TrainOptions&) = default;
};

// [transport]
struct TransportOptions {
  std::string reduction = "exact";  // how MPI sums over ranks: exact (the bits of threads) or fast
  std::int64_t check_every = 100;   // rounds between two comparisons of the ranks' models; 0: never

  static Fields<TransportOptions> fields();
  friend bool operator==(const TransportOptions&, const TransportOptions&) = default;
};

// [record]: what is written beside metrics.jsonl.
struct RecordOptions {
  bool tensorboard = false;
  bool csv = false;

  static Fields<RecordOptions> fields();
  friend bool operator==(const RecordOptions&, const RecordOptions&) = default;
};

// A whole training run: what job.toml says, with every default filled in.
struct Job {
  std::uint64_t seed = 42;  // below 2^63: TOML's integers are signed
  Choice data;
  Choice partition;
  Choice model;
  TrainOptions train;
  TransportOptions transport;
  RecordOptions record;

  std::string algorithm;
  double learning_rate = 0.1;
  Values algorithm_options;            // beside name and learning_rate
  std::map<std::string, Choice> axes;  // by axis name; every axis the algorithm has

  friend bool operator==(const Job&, const Job&) = default;
};

// The job as job.toml states it: every key with its value, in a fixed order. ParseJob of the text
// is equal to `job`, doubles to the last bit.
std::string ToToml(const Job& job);

}  // namespace hushed
