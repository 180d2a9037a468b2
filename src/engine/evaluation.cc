#include "engine/evaluation.h"

#include <algorithm>
#include <numeric>

#include "core/kernels.h"

namespace hushed {
namespace {

// Every worker sends the gradient of its whole shard, and its square as a scalar.
template <class Real>
class ShardGradients final : public Site<Real> {
 public:
  ShardGradients(const Sampler& sampler, std::uint64_t step, std::span<const Real> x)
      : sampler_(sampler), step_(step), x_(x) {}

  void Run(WorkerId worker, std::size_t, Workspace<Real>& workspace,
           Upload<Real>& upload) override {
    const auto gradient = upload.Dense(x_.size());
    workspace.problem().LossAndGradient(x_, sampler_.Whole(worker, step_), gradient, {});
    upload.scalars[0] = SquaredNorm<Real>(gradient);
    upload.scalar_count = 1;
    upload.message.template AppendView<Real>(gradient, Real{1}, 0);
  }

 private:
  const Sampler& sampler_;
  std::uint64_t step_;
  std::span<const Real> x_;  // parameters
};

}  // namespace

template <class Real>
std::vector<std::pair<std::string, double>> EvaluateModel(Transport<Real>& transport,
                                                          std::span<const Real> model) {
  const auto by_part = transport.ForEachPart(transport.problem().evaluation_parts(),
                                             [&](std::size_t part, Problem<Real>& problem) {
                                               std::vector<Metric> metrics;
                                               problem.Evaluate(model, part, metrics);
                                               return metrics;
                                             });
  std::vector<Metric> sums;
  for (const auto& metrics : by_part) {
    for (const Metric& metric : metrics) {
      const auto same = [&](const Metric& sum) { return sum.name == metric.name; };
      auto sum = std::find_if(sums.begin(), sums.end(), same);
      if (sum == sums.end()) sum = sums.insert(sums.end(), {metric.name, 0.0, 0.0});
      sum->total += metric.total;
      sum->weight += metric.weight;
    }
  }
  std::vector<std::pair<std::string, double>> values;
  for (const Metric& sum : sums) {
    if (sum.weight > 0) values.emplace_back(sum.name, sum.total / sum.weight);
  }
  return values;
}

template <class Real>
double GradientVariance(Transport<Real>& transport, const Sampler& sampler, std::uint64_t workers,
                        const MetricsLine& at, std::span<const Real> model) {
  const std::uint64_t parameters = transport.problem().layout().parameter_size();
  Plan plan;
  plan.round.index = at.round;
  plan.address.resize(workers);
  std::iota(plan.address.begin(), plan.address.end(), WorkerId{0});
  ShardGradients<Real> site(sampler, at.step, model.first(parameters));
  Onlooker<Real> nobody;
  Total<Real> total;
  transport.Exchange(plan, site, nobody, parameters, total);
  const auto n = static_cast<double>(workers);
  const double spread = total.scalars[0] - SquaredNorm<Real>(total.sum) / n;
  return spread < 0 ? 0.0 : spread / (2.0 * n);  // NaN stays NaN
}

#define HUSHED_INSTANTIATE(Real)                                                             \
  template std::vector<std::pair<std::string, double>> EvaluateModel(Transport<Real>&,       \
                                                                     std::span<const Real>); \
  template double GradientVariance(Transport<Real>&, const Sampler&, std::uint64_t,          \
                                   const MetricsLine&, std::span<const Real>);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
