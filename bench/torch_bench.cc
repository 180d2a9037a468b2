// Gradients through libtorch: the mlp against the native one (they alternate), and the time of each
// network. One thread, float, pixels in memory.
//
//   torch_bench [repetitions] [default-malloc]
//
// With default-malloc glibc returns large activations to the system at every step, as it does
// unless a program asks it not to.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "core/keep_memory.h"
#include "core/stopwatch.h"
#include "median.h"
#include "problem/initial.h"
#include "problem/models.h"
#include "problem/small_datasets.h"

namespace hushed {
namespace {

using Real = float;

// A problem at its first model, with a batch.
class Subject {
 public:
  Subject(const std::string& model, std::shared_ptr<const Dataset> data, std::size_t batch)
      : problem_(MakeProblemFactory<Real>({model, {}}, std::move(data), /*loss_examples=*/0)()),
        x_(problem_->layout().size()),
        gradient_(problem_->layout().parameter_size()),
        ids_(batch) {
    std::iota(ids_.begin(), ids_.end(), 0u);
    DrawInitial<Real>(problem_->layout(), /*seed=*/1, x_);
  }

  // Of one gradient.
  double Milliseconds() {
    const Batch batch{ids_, Stream(1, Purpose::kExample, 0, 0, 0)};
    const Stopwatch watch;
    problem_->LossAndGradient(std::span(x_).first(gradient_.size()), batch, gradient_, {});
    return 1e3 * watch.Seconds();
  }

 private:
  std::unique_ptr<Problem<Real>> problem_;
  std::vector<Real> x_, gradient_;
  std::vector<std::uint32_t> ids_;
};

void CompareMlps(int repetitions) {
  const auto data = RandomRows({1, 28, 28}, 10, 10);
  Subject native("mlp", data, 10), torch("torch-mlp", data, 10);
  std::vector<double> natives, torches, ratios;
  for (int i = 0; i < 10 * repetitions + 20; ++i) {
    const double a = native.Milliseconds(), b = torch.Milliseconds();
    if (i < 20) continue;  // warm-up
    natives.push_back(a);
    torches.push_back(b);
    ratios.push_back(a / b);
  }
  fmt::print("mlp 784-512-10, batch 10: native {:.3f} ms, torch {:.3f} ms, ratio {:.2f}\n",
             Median(natives), Median(torches), Median(ratios));
}

void Time(const std::string& model, const std::vector<std::uint64_t>& shape, int repetitions) {
  constexpr std::size_t kBatch = 32;
  Subject subject(model, RandomRows(shape, 10, kBatch), kBatch);
  std::vector<double> times;
  for (int i = 0; i < repetitions + 1; ++i) {
    const double time = subject.Milliseconds();
    if (i > 0) times.push_back(time);
  }
  fmt::print("{} on {} x {} x {}, batch {}: {:.2f} ms\n", model, shape[0], shape[1], shape[2],
             kBatch, Median(times));
}

int Main(int repetitions) {
  CompareMlps(repetitions);
  Time("cnn", {1, 28, 28}, repetitions);
  Time("cnn-small", {1, 28, 28}, repetitions);
  Time("lenet", {3, 32, 32}, repetitions);
  Time("resnet18", {3, 32, 32}, std::max(1, repetitions / 10));
  return 0;
}

}  // namespace
}  // namespace hushed

int main(int argc, char** argv) {
  if (argc < 3 || std::string_view(argv[2]) != "default-malloc") hushed::KeepFreedMemory();
  return hushed::Main(argc > 1 ? std::stoi(argv[1]) : 50);
}
