#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hushed {

// One evaluation: a line of metrics.jsonl. Counters from `uploads` on are cumulative over workers.
struct MetricsLine {
  std::uint64_t round = 0;
  std::uint64_t exchange = 0;
  std::uint64_t step = 0;  // local steps of the longest-working worker
  double epoch = 0.0;      // examples used / training examples
  std::uint64_t uploads = 0;
  std::uint64_t uplink_bits = 0;        // true size of the encoded messages
  std::uint64_t uplink_value_bits = 0;  // values only, as several papers count
  std::uint64_t downlink_bits = 0;
  std::uint64_t gradient_evaluations = 0;
  double seconds = 0.0;  // of training; evaluation is not counted

  // train_loss, test_loss, test_accuracy first, then the problem's other metrics, by name.
  std::vector<std::pair<std::string, double>> metrics;
};

// Metrics whose name ends in one of these are better the smaller they are.
inline bool SmallerIsBetter(const std::string& metric) {
  return metric.ends_with("loss") || metric.ends_with("error") || metric.ends_with("norm") ||
         metric.ends_with("variance");
}

// Whether the value of a metric is as good as a target's, or better.
inline bool Reaches(const std::string& metric, double value, double target) {
  return SmallerIsBetter(metric) ? value <= target : value >= target;
}

// Where a run reached a target.
struct TargetReached {
  std::string metric;
  double value = 0.0;
  bool reached = false;
  MetricsLine at;  // the first line that reached it
};

// What summary.json says about a run.
struct Summary {
  std::string algorithm;
  std::string label;  // in comparisons; empty: the algorithm
  std::uint64_t seed = 0;
  std::uint64_t workers = 0;
  std::uint64_t dimension = 0;  // parameters
  std::uint64_t rounds = 0;
  std::uint64_t exchanges = 0;
  std::uint64_t steps = 0;
  std::string ending = "finished";  // finished, target, interrupted, diverged
  MetricsLine final;
  std::vector<std::pair<std::string, double>>
      best;  // per metric: the smallest where smaller is better, else the largest
  std::vector<TargetReached> targets;

  struct Seconds {
    double total = 0.0;
    double compute = 0.0;  // gradients and local steps, summed over lanes and divided by them
    double compress = 0.0;
    double transport = 0.0;
    double wait = 0.0;  // until other ranks had done their part
    double aggregate = 0.0;
    double evaluate = 0.0;
  } seconds;

  struct Transport {
    std::string kind = "threads";
    std::uint64_t ranks = 1;
    std::uint64_t sent_bytes = 0;  // handed to the network, over ranks
  } transport;

  std::uint64_t peak_memory_bytes = 0;
  std::string model_digest;                               // XXH64 of x, 16 hexadecimal digits
  std::vector<std::pair<std::string, std::string>> host;  // of engine/host.h; threads
};

}  // namespace hushed
