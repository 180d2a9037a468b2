// Local steps of logistic regression on sparse rows: L2, batches of one example, drawn and
// descended by the thousand as local SGD does. Two sizes: that of the a9a data set, and that of
// rcv1, whose steps may take ten times as long. The two alternate. One thread, double.
//
//   linear_bench [steps a repetition] [repetitions]
#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/stopwatch.h"
#include "data/sampler.h"
#include "median.h"
#include "problem/models.h"

namespace hushed {
namespace {

constexpr std::uint32_t kExamples = 20'000;
constexpr std::uint64_t kCall = 1'024;  // steps in one call of Descend

// Rows with exactly `per_row` entries, a uniform column from each of as many equal ranges.
std::shared_ptr<const Dataset> SparseRowsOf(std::uint64_t columns, std::uint32_t per_row) {
  auto data = std::make_shared<Dataset>();
  data->name = "synthetic sparse rows";
  data->shape = {columns};
  data->columns = columns;
  data->classes = 2;
  data->train.size = kExamples;
  SparseRows& rows = data->train.sparse;
  Stream stream(1, Purpose::kData, 0, 0, 0);
  rows.row_begin = {0};
  for (std::uint32_t i = 0; i < kExamples; ++i) {
    for (std::uint64_t k = 0; k < per_row; ++k) {
      const std::uint64_t first = columns * k / per_row, end = columns * (k + 1) / per_row;
      rows.columns.push_back(static_cast<std::uint32_t>(first + stream.Below(end - first)));
      rows.values.push_back(stream.Normal());
    }
    rows.row_begin.push_back(rows.columns.size());
    data->train.targets.push_back(static_cast<double>(stream.Below(2)));
  }
  return data;
}

// Nanoseconds of one step.
struct Step {
  double drawing = 0.0;
  double descending = 0.0;
};

// A problem and a model that goes on and on.
class Subject {
 public:
  Subject(std::uint64_t columns, std::uint32_t per_row)
      : problem_(MakeProblemFactory<double>({"logistic", {{"l2", 1e-4}}},
                                            SparseRowsOf(columns, per_row),
                                            /*loss_examples=*/0)()),
        sampler_(std::make_shared<const Partition>(Partition::Copies(1, kExamples)), /*seed=*/1,
                 /*batch=*/1, Sampling::kEpoch),
        y_(columns, 0.0),
        rates_(kCall, /*learning rate=*/0.1) {}

  Step Measure(std::uint64_t calls) {
    Step sum;
    Stopwatch watch;
    for (std::uint64_t call = 0; call < calls; ++call, first_ += kCall) {
      sampler_.DrawMany(/*worker=*/0, first_, kCall, ids_, batches_);
      sum.drawing += watch.Lap();
      problem_->Descend(y_, batches_, rates_);
      sum.descending += watch.Lap();
    }
    const double scale = 1e9 / static_cast<double>(calls * kCall);
    return {sum.drawing * scale, sum.descending * scale};
  }

 private:
  std::unique_ptr<Problem<double>> problem_;
  Sampler sampler_;
  std::vector<double> y_;
  std::vector<double> rates_;  // [kCall]
  std::uint64_t first_ = 0;
  std::vector<std::uint32_t> ids_;
  std::vector<Batch> batches_;
};

struct Series {
  std::vector<double> drawing, descending, both;

  void Add(const Step& step) {
    drawing.push_back(step.drawing);
    descending.push_back(step.descending);
    both.push_back(step.drawing + step.descending);
  }
  void Print(const char* what) const {
    fmt::print(
        "{}: {:.1f} ns a step, {:.2f} million steps a second ({:.1f} ns and {:.2f} million "
        "with the drawing of batches)\n",
        what, Median(descending), 1e3 / Median(descending), Median(both), 1e3 / Median(both));
  }
};

int Main(std::uint64_t steps, int repetitions) {
  const std::uint64_t calls = (steps + kCall - 1) / kCall;
  Subject small(123, 14), large(47'236, 70);
  Series smalls, larges;
  std::vector<double> ratios;
  for (int i = 0; i < repetitions + 1; ++i) {
    const Step a = small.Measure(calls), b = large.Measure(calls);
    if (i == 0) continue;  // warm-up
    smalls.Add(a);
    larges.Add(b);
    ratios.push_back(b.descending / a.descending);
  }
  smalls.Print("123 features, 14 non-zeros a row");
  larges.Print("47,236 features, 70 non-zeros a row");
  fmt::print("ratio {:.2f} (median of {} alternating pairs, {} steps each, {} a call)\n",
             Median(ratios), repetitions, calls * kCall, kCall);
  return 0;
}

}  // namespace
}  // namespace hushed

int main(int argc, char** argv) {
  const std::uint64_t steps = argc > 1 ? std::stoull(argv[1]) : 200'000;
  return hushed::Main(steps, argc > 2 ? std::stoi(argv[2]) : 21);
}
