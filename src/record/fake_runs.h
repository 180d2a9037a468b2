#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "record/saved_run.h"
#include "testing/temporary_folder.h"

namespace hushed {

// Inside of a TEST, Run is a member function of gtest's.
using SavedRun = Run;
using Runs = std::vector<Run>;

using Metrics = std::vector<std::pair<std::string, double>>;

// Every counter is a simple multiple of the round: 10 steps, 4 uploads, 800 bits (half of them
// values), 3200 bits down, 20 gradients and half a second each.
inline MetricsLine FakeLine(std::uint64_t round, Metrics metrics) {
  MetricsLine line;
  line.round = line.exchange = round;
  line.step = 10 * round;
  line.epoch = 0.25 * static_cast<double>(round);
  line.uploads = 4 * round;
  line.uplink_bits = 800 * round;
  line.uplink_value_bits = 400 * round;
  line.downlink_bits = 3200 * round;
  line.gradient_evaluations = 20 * round;
  line.seconds = 0.5 * static_cast<double>(round);
  line.metrics = std::move(metrics);
  return line;
}

inline std::string FakeJob(std::uint64_t seed, const std::string& algorithm) {
  return "# Every key with its value.\nseed = " + std::to_string(seed) +
         "\n[algorithm]\nname = \"" + algorithm + "\"\n";
}

// A finished run whose summary agrees with its lines.
inline Run FakeRun(const std::string& algorithm, std::uint64_t seed,
                   std::vector<MetricsLine> lines) {
  Run run;
  run.path = "runs/" + algorithm + "-seed" + std::to_string(seed);
  run.job_text = FakeJob(seed, algorithm);
  run.lines = std::move(lines);
  run.summary.algorithm = algorithm;
  run.summary.seed = seed;
  run.summary.workers = 4;
  run.summary.dimension = 407050;
  if (!run.lines.empty()) run.summary.final = run.lines.back();
  run.summary.rounds = run.summary.exchanges = run.summary.final.round;
  run.summary.steps = run.summary.final.step;
  run.summary.best = run.summary.final.metrics;
  run.summary.model_digest = "0123456789abcdef";
  return run;
}

// Rounds 0 to `rounds`: accuracy climbs to (and loss falls from) what `speed` allows.
inline Run LearningRun(const std::string& algorithm, std::uint64_t seed, std::uint64_t rounds,
                       double speed) {
  std::vector<MetricsLine> lines;
  for (std::uint64_t round = 0; round <= rounds; ++round) {
    const double left = 1.0 / (1.0 + speed * static_cast<double>(round));
    lines.push_back(
        FakeLine(round, {{"train_loss", 0.2 + 2.0 * left}, {"test_accuracy", 0.9 - 0.8 * left}}));
  }
  return FakeRun(algorithm, seed, std::move(lines));
}

}  // namespace hushed
