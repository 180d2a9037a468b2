#pragma once

#include <fmt/format.h>

#include <cstdint>

#include "core/options.h"
#include "data/dataset.h"
#include "data/synthetic.h"

namespace hushed {

// What every synthetic data set of rows takes. T, an option struct that derives from it, begins its
// fields with RowFields<T>().
struct RowOptions {
  std::int64_t rows = 1000;
  std::int64_t test_rows = 200;
  std::int64_t columns = 20;
};

template <class T>
Fields<T> RowFields(double fewest_rows = 1) {
  constexpr double kMost = 1e9;
  return {{"rows", &T::rows, Between(fewest_rows, kMost), "training examples"},
          {"test_rows", &T::test_rows, Between(0, kMost), "test examples"},
          {"columns", &T::columns, Between(1, kMost), "numbers of an example"}};
}

template <class T>
Field<T> ShiftField() {
  return {"shift", &T::shift, AtLeast(0),
          "how far the mean of each worker's examples is moved, in a direction of its own, for "
          "partition by-owner"};
}

// One row that is being made.
struct RowInMaking {
  Drawn split = Drawn::kTrain;  // or kTest
  std::uint64_t index = 0;
  std::uint32_t owner = 0;
  std::span<double> row;  // comes filled by independent standard normals
  Stream stream;          // for what else is random about it
};

// Both splits; finish(RowInMaking) turns each row into an example and returns its target.
template <class Finish>
Dataset MakeRows(const RowOptions& options, const Making& making, const Finish& finish) {
  const std::int64_t all = options.rows + options.test_rows;
  RequireRoom(static_cast<double>(all) * static_cast<double>(options.columns),
              fmt::format("{} rows of {} columns", all, options.columns));
  Dataset data;
  data.columns = static_cast<std::uint64_t>(options.columns);
  data.shape = {data.columns};
  const auto make = [&](Drawn which, std::int64_t rows, Split& split) {
    split.size = static_cast<std::uint64_t>(rows);
    split.dense.resize(split.size * data.columns);
    split.targets.resize(split.size);
    const Stream base = StreamFor(making, which);
    for (std::uint64_t i = 0; i < split.size; ++i) {
      Stream stream = base.AtStep(i);
      const auto row = std::span(split.dense).subspan(i * data.columns, data.columns);
      for (double& entry : row) entry = stream.Normal();
      const std::uint32_t owner = OwnerOf(i, split.size, making.workers);
      split.targets[i] = finish(RowInMaking{which, i, owner, row, stream});
    }
  };
  make(Drawn::kTrain, options.rows, data.train);
  make(Drawn::kTest, options.test_rows, data.test);
  return data;
}

}  // namespace hushed
