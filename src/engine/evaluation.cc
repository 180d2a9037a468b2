#include "engine/evaluation.h"

#include <algorithm>

namespace hushed {

template <class Real>
std::vector<std::pair<std::string, double>> EvaluateModel(Transport<Real>& transport,
                                                          std::span<const Real> model) {
  std::size_t parts = 0;
  transport.ForEachPart(
      1, [&](std::size_t, Problem<Real>& problem) { parts = problem.evaluation_parts(); });
  std::vector<std::vector<Metric>> by_part(parts);
  transport.ForEachPart(parts, [&](std::size_t part, Problem<Real>& problem) {
    problem.Evaluate(model, part, by_part[part]);
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

template std::vector<std::pair<std::string, double>> EvaluateModel(Transport<float>&,
                                                                   std::span<const float>);
template std::vector<std::pair<std::string, double>> EvaluateModel(Transport<double>&,
                                                                   std::span<const double>);

}  // namespace hushed
