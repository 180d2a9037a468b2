// SASG against a slow reference written from the paper's pseudo-code, with the mean of the workers
// for their sum, and the algebra of its error memory checked on the way.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

#include "engine/prepare.h"
#include "harness.h"
#include "problem/initial.h"

namespace hushed {
namespace {

using Vector = std::vector<double>;

constexpr double kRate = 0.1, kFraction = 0.1, kCoefficient = 5.0;
constexpr std::uint64_t kWarmup = 10, kMaxAge = 10;
constexpr std::size_t kHistory = 9;

double Squared(const Vector& v) { return std::inner_product(v.begin(), v.end(), v.begin(), 0.0); }

// out += a v
void Add(double a, const Vector& v, Vector& out) {
  for (std::size_t i = 0; i < v.size(); ++i) out[i] += a * v[i];
}

// The k largest entries of each tensor, k = max(1, floor(fraction size)); zeros elsewhere.
Vector TopK(const Layout& layout, const Vector& a) {
  Vector kept(a.size(), 0.0);
  for (const Tensor& tensor : layout.parameters()) {
    std::vector<std::size_t> order(tensor.size);
    std::iota(order.begin(), order.end(), tensor.offset);
    std::sort(order.begin(), order.end(),
              [&](std::size_t i, std::size_t j) { return std::abs(a[i]) > std::abs(a[j]); });
    const auto k = std::max<std::size_t>(
        1, static_cast<std::size_t>(kFraction * static_cast<double>(tensor.size)));
    for (std::size_t i = 0; i < k; ++i) kept[order[i]] = a[order[i]];
  }
  return kept;
}

// One worker as the pseudo-code has it.
struct ReferenceWorker {
  Vector e, stale_x, message, flushed, given;  // flushed, given: sums of p_m and of lr g_m
  std::uint64_t last_upload = 0;
};

class Reference {
 public:
  explicit Reference(const Job& job)
      : prepared_(Prepare<double>(job)), problem_(prepared_.factory()), x_(layout().size()) {
    DrawInitial<double>(layout(), job.seed, x_);
    const Vector zero(x_.size(), 0.0);
    workers_.assign(prepared_.setting.workers, {zero, x_, zero, zero, zero, 0});
  }

  const Vector& x() const { return x_; }
  std::uint64_t uploads() const { return uploads_; }

  void Step() {
    const double m = static_cast<double>(workers_.size());
    double threshold = std::accumulate(moves_.begin(), moves_.end(), 0.0);
    threshold *= kCoefficient / (kRate * m);
    const Vector before = Virtual();
    Vector expected = before;  // I2
    for (WorkerId id = 0; id < workers_.size(); ++id) {
      ReferenceWorker& worker = workers_[id];
      const Vector g = GradientAt(x_, id);
      if (Speaks(worker, g, GradientAt(worker.stale_x, id), threshold)) {
        Speak(worker, g);
        Add(-kRate / m, g, expected);
      } else {
        Add(-1 / m, worker.message, expected);
      }
      EXPECT_LE(step_ - worker.last_upload, kMaxAge);  // I6
    }
    Vector mean(x_.size(), 0.0);
    for (const ReferenceWorker& worker : workers_) Add(1 / m, worker.message, mean);
    Add(-1, mean, x_);
    moves_.push_front(Squared(mean));
    if (moves_.size() > kHistory) moves_.pop_back();
    ++step_;
    const Vector after = Virtual();
    for (std::size_t i = 0; i < after.size(); ++i) EXPECT_NEAR(after[i], expected[i], 1e-14);
  }

  // I3: what was said and what is remembered is what was to be said.
  void ExpectConservation() const {
    for (const ReferenceWorker& worker : workers_) {
      for (std::size_t i = 0; i < worker.e.size(); ++i) {
        EXPECT_NEAR(worker.flushed[i] + worker.e[i], worker.given[i], 1e-13);
      }
    }
  }

 private:
  const Layout& layout() const { return prepared_.setting.layout; }

  // nu = x - mean of the error memories.
  Vector Virtual() const {
    Vector nu = x_;
    for (const ReferenceWorker& worker : workers_) {
      Add(-1.0 / static_cast<double>(workers_.size()), worker.e, nu);
    }
    return nu;
  }

  Vector GradientAt(const Vector& at, WorkerId id) {
    Vector g(at.size());
    std::vector<std::uint32_t> ids;
    problem_->LossAndGradient(at, prepared_.setting.sampler->Draw(id, step_, ids), g, {});
    return g;
  }

  bool Speaks(const ReferenceWorker& worker, const Vector& g, const Vector& stale,
              double threshold) const {
    Vector change = g;
    Add(-1, stale, change);
    return step_ < kWarmup || step_ - worker.last_upload > kMaxAge || Squared(change) > threshold;
  }

  void Speak(ReferenceWorker& worker, const Vector& g) {
    Vector a = worker.e;
    Add(kRate, g, a);
    worker.message = TopK(layout(), a);
    worker.e = a;
    Add(-1, worker.message, worker.e);
    for (std::size_t i = 0; i < a.size(); ++i) {  // I4
      EXPECT_TRUE(worker.message[i] == 0.0 || worker.e[i] == 0.0);
    }
    Add(1, worker.message, worker.flushed);
    Add(kRate, g, worker.given);
    worker.stale_x = x_;
    worker.last_upload = step_;
    ++uploads_;
  }

  Prepared<double> prepared_;
  std::unique_ptr<Problem<double>> problem_;
  Vector x_;
  std::vector<ReferenceWorker> workers_;
  std::deque<double> moves_;
  std::uint64_t step_ = 0, uploads_ = 0;
};

TEST(Sasg, IsThePaperStepByStep) {
  constexpr int kSteps = 120;
  const std::vector<std::string> overrides = {
      "train.steps=" + std::to_string(kSteps), "train.evaluate_every=0",
      "algorithm.compress.fraction=" + std::to_string(kFraction),
      "algorithm.trigger.coefficient=" + std::to_string(kCoefficient)};
  const std::string toml = SmallJob("sasg");
  Reference reference(ParsedJob(toml, overrides));
  for (int step = 0; step < kSteps; ++step) reference.Step();
  reference.ExpectConservation();

  const RunResult run = Ran(toml, overrides);
  EXPECT_EQ(run.summary.final.uploads, reference.uploads());
  EXPECT_LT(reference.uploads(), 4u * kSteps * 3 / 4) << "the test needs silence to mean something";
  EXPECT_GT(reference.uploads(), 4u * kSteps / 8) << "and decisions that are not the age's alone";
  ASSERT_EQ(run.model.size(), reference.x().size());
  for (std::size_t i = 0; i < run.model.size(); ++i) {
    EXPECT_NEAR(run.model[i], reference.x()[i], 1e-12);
  }
}

}  // namespace
}  // namespace hushed
