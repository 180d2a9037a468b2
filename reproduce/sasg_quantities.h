#pragma once

// What the SASG study tells of a run, and the authors' figures beside it: means over the same five
// seeds of the logs in their repository (xiaogdeng/SASG, commit bdbbc41).
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sample.h"

namespace hushed {

// On MNIST, to 98% test accuracy; bits are values only.
struct Authors {
  const char* algorithm;
  double uploads_to_target, steps_to_target, bits_to_target, uploads, accuracy, train_loss;
};
inline constexpr Authors kAuthors[] = {
    {"sgd", 62000, 6200, 8.08e11, 120000, .98152, .0152},
    {"sparse-sgd", 66600, 6660, 8.68e9, 120000, .98138, .0154},
    {"lasg", 34754.6, 5160, 4.53e11, 61892.4, .98136, .0083},
    {"sasg", 24018.4, 5260, 3.13e9, 41717.8, .98202, .0064},
};

// A column, and what of the authors stands beside it.
struct Quantity {
  Column column;
  std::string authors_name = {};  // of their number, in results.json
  std::function<double(const Authors&)> authors = {};
};

// In the order of the tables.
std::vector<Quantity> OfTheWholeRun();

// Of the evaluation that first reached a test accuracy; NaN when none did.
std::vector<Quantity> ToTarget(double target);

// Workers silent in the steps from `from` to `to`, of all of them; both have been evaluated.
double Silent(const Run& run, std::uint64_t from, std::uint64_t to);

// At the evaluation after this step; NaN when there was none.
double TrainLossAt(const Run& run, std::uint64_t step);

}  // namespace hushed
