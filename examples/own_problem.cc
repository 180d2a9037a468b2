// A problem of your own: quantile regression, which hushed does not have, becomes a model that jobs
// name like any other, with an option and a metric of its own. Four workers train it for three
// quantiles of the targets.
//
//   p = w . a + b,   f = max(q r, (q - 1) r),   r = t - p
//
// Koenker, Bassett, "Regression quantiles", Econometrica 46, 1978. At the optimum a share q of the
// targets lies below p.
//
// Prints:
//   quantile 0.1: 9% of the test targets lie below
//   quantile 0.5: 50% of the test targets lie below
//   quantile 0.9: 90% of the test targets lie below
#include <hushed/errors.h>
#include <hushed/problem.h>
#include <hushed/train.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <string>

namespace {

struct QuantileOptions {
  double quantile = 0.5;

  static hushed::Fields<QuantileOptions> fields() {
    const hushed::Allowed inside = {.low = 0, .high = 1, .low_open = true, .high_open = true};
    return {{"quantile", &QuantileOptions::quantile, inside, "q, the share of targets below"}};
  }
};

// x = [w (columns) | b (1)]
template <class Real>
class QuantileRegression final : public hushed::Problem<Real> {
 public:
  QuantileRegression(const QuantileOptions& options, const hushed::Examples& examples)
      : q_(options.quantile), examples_(examples), columns_(examples.columns()) {
    layout_.AddParameter("weight", {columns_});
    layout_.AddParameter("bias", {1});
  }

  const hushed::Layout& layout() const override { return layout_; }

  double LossAndGradient(std::span<const Real> x, const hushed::Batch& batch,
                         std::span<Real> gradient, std::span<Real> /*buffers*/) override {
    const std::size_t n = batch.examples.size();
    rows_.resize(n * columns_);
    examples_.Gather<Real>(batch, rows_);
    std::ranges::fill(gradient, Real{0});
    double loss = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const std::span<const Real> row = Row(i);
      const double r = Target(hushed::Of::kTraining, batch.examples[i]) - Prediction(x, row);
      loss += Loss(r);
      const auto slope = static_cast<Real>((r > 0 ? -q_ : 1 - q_) / static_cast<double>(n));
      for (std::size_t j = 0; j < columns_; ++j) gradient[j] += slope * row[j];
      gradient[columns_] += slope;
    }
    return loss / static_cast<double>(n);
  }

  void Evaluate(std::span<const Real> x, std::size_t /*part*/,
                std::vector<hushed::Metric>& out) override {
    for (const hushed::Of of : {hushed::Of::kTraining, hushed::Of::kTest}) {
      const std::vector<Real> predictions = PredictAll(x, of);
      double loss = 0.0, below = 0.0;
      for (std::size_t i = 0; i < predictions.size(); ++i) {
        const double r = Target(of, i) - static_cast<double>(predictions[i]);
        loss += Loss(r);
        below += r < 0 ? 1.0 : 0.0;
      }
      const auto n = static_cast<double>(predictions.size());
      const bool test = of == hushed::Of::kTest;
      out.push_back({test ? "test_loss" : "train_loss", loss, n});
      if (test) out.push_back({"test_below", below, n});
    }
  }

  std::size_t outputs() const override { return 1; }

  void Predict(std::span<const Real> x, hushed::Of of, std::span<const std::uint32_t> examples,
               std::span<Real> out) override {
    rows_.resize(examples.size() * columns_);
    examples_.Gather<Real>(of, examples, rows_);
    for (std::size_t i = 0; i < examples.size(); ++i) {
      out[i] = static_cast<Real>(Prediction(x, Row(i)));
    }
  }

 private:
  double Loss(double r) const { return std::max(q_ * r, (q_ - 1) * r); }
  double Target(hushed::Of of, std::size_t example) const { return examples_.targets(of)[example]; }
  std::span<const Real> Row(std::size_t i) const {
    return std::span<const Real>(rows_).subspan(i * columns_, columns_);
  }
  double Prediction(std::span<const Real> x, std::span<const Real> row) const {
    return std::inner_product(row.begin(), row.end(), x.begin(), double{x[columns_]});
  }
  std::vector<Real> PredictAll(std::span<const Real> x, hushed::Of of) {
    std::vector<std::uint32_t> all(examples_.size(of));
    std::iota(all.begin(), all.end(), 0u);
    std::vector<Real> predictions(all.size());
    Predict(x, of, all, predictions);
    return predictions;
  }

  double q_;
  hushed::Examples examples_;
  std::size_t columns_;
  hushed::Layout layout_;
  std::vector<Real> rows_;  // of one batch
};

}  // namespace

int main() try {
  hushed::RegisterProblem<QuantileRegression, QuantileOptions>("quantile", "quantile regression");
  hushed::TrainRequest request;
  request.job = R"(
  data = { name = "synthetic-least-squares", rows = 8000, test_rows = 2000, columns = 5, noise = 1 }
  model = { name = "quantile" }
  train = { workers = 4, epochs = 10 }
  [algorithm]
  name = "local-sgd"
  learning_rate = 0.1
  schedule = { kind = "cosine" }
  )";
  for (const char* quantile : {"0.1", "0.5", "0.9"}) {
    request.overrides = {std::string("model.quantile=") + quantile};
    const hushed::TrainResult result = hushed::Train(request);
    std::printf("quantile %s: %.0f%% of the test targets lie below\n", quantile,
                100 * result.final.metric("test_below"));
  }
} catch (const hushed::Error& error) {
  std::fprintf(stderr, "%s\n", hushed::Describe(error).c_str());
  return 1;
}
