#pragma once

// Methods compared at equal costs, each with the best of the same number of tries.
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "overrides.h"
#include "study.h"
#include "trainers.h"

namespace hushed {

// A method and what is tried for it.
struct Rival {
  std::string algorithm;
  Overrides overrides = {};         // "key=value", beside the rate and the parameter
  std::vector<double> rates;        // algorithm.learning_rate, each with each of
  std::string parameter = {};       // this key; empty: the rate alone
  std::string called = {};          // what tables call it
  std::vector<double> values = {};  // at these values
  std::uint64_t rounds = 0;
  std::uint64_t steps = 1;  // local steps a round
  double passes = 0.0;      // over the training examples that a counted gradient evaluation makes
};

struct Contest {
  static constexpr int kHeldOut = 5000;  // training images the tries are judged by

  std::string name;  // in results.json and of files: "one-class"
  std::string title;
  std::string job;
  Overrides overrides = {};  // for every method
  std::vector<Rival> rivals;
  std::uint64_t evaluations = 30;  // of a rival's run at its best
  double loss;                     // train loss at which r is compared
  std::vector<int> tried_on = {11};
  std::vector<int> seeds = {1, 2, 3};
};

// One way to train a rival.
struct Way {
  const Rival* rival;
  double rate = 0.0;
  double value = std::numeric_limits<double>::quiet_NaN();  // of the parameter
  double level = std::numeric_limits<double>::quiet_NaN();  // held-out accuracy of its tries

  std::string text() const;  // "rate 0.1, beta 0.03†"
};

// Follows what is the first or the last that was tried, but for a first of 0: there is no less.
inline constexpr char kEdge[] = "†";

// A rival at its best.
struct Finalist {
  Way way;
  std::vector<Run> runs;
};

// Tries every way, chooses each method's best by the accuracy on held-out images at the end of its
// run, trains those on other seeds and tells their accuracy on the test images.
void Hold(const Contest& contest, Trainers& trainers, Findings& findings);

// Its parts that tell.
void TellTries(const Contest& contest, const std::vector<Way>& ways, Findings& findings);
void Tabulate(const Contest& contest, const std::vector<Finalist>& finalists, Findings& findings);
void Draw(const Contest& contest, const std::vector<Finalist>& finalists, Findings& findings);

}  // namespace hushed
