// The exact local solve: one projection in the place of local steps.
// Zhu, Vardhan, Mazumdar, "Effectiveness of distributed gradient descent with local steps for
// overparameterized models", arXiv:2412.07971. The projection picture is the sequential max-margin
// lemma of Evron et al., arXiv:2306.03534.
//
//   classification   P(x) = argmin { |w - x| : y_i (w . a_i) >= 1 for the worker's examples }
//   regression       P(x) = argmin { |w - x| : w . a_i = y_i }
//   u = x - P(x)
//
// It is what minimising the worker's regularised loss f_m(w) + lambda/2 |w - x|^2 tends to for
// lambda -> 0: for squared loss as it stands, for logistic loss (or any with an exponential tail)
// once models are measured in units of ln(1/lambda), in which they grow. With a finite lambda the
// same local problem is local = full-gradient with proximal = lambda and many local steps.
//
//   symbol   variable   shape   meaning
//   x        x          [d]     the round's model
//   u        update     [d]     what the worker's solve subtracts
//
// Cost: one solve of problem/hard_margin.cc; no learning rate. Counts as one gradient evaluation
// and the shard's examples once, though it may pass over the shard a few times per active row.
// State: none. Solved in double whatever the model's scalar. Where x is feasible u is 0, exactly.
#include "local/projection.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "hushed/errors.h"
#include "problem/hard_margin.h"

namespace hushed {

template <class Real>
void RequireProjectable(const Problem<Real>& problem, const std::string& model_name) {
  const std::optional<LinearView> view = problem.linear();
  if (!view) {
    throw ConfigError(fmt::format(
        "model.name = \"{}\" is not allowed with algorithm.local.kind = \"projection\", which "
        "solves linear problems with one output: logistic and least-squares are",
        model_name));
  }
  if (view->l2 > 0) {
    throw ConfigError(fmt::format(
        "model.l2 = {} is not allowed with algorithm.local.kind = \"projection\": the projection "
        "is the limit of a loss without it; 0 is",
        view->l2));
  }
}

template <class Real>
void ProjectionUpdate(Problem<Real>& problem, std::span<const std::uint32_t> examples,
                      std::span<const Real> x, WorkerId worker, std::span<Real> update) {
  const std::vector<double> from(x.begin(), x.end());
  const Projection found =
      Project(problem.linear().value(), examples, from, fmt::format("worker {}", worker));
  for (std::size_t j = 0; j < x.size(); ++j) {
    update[j] = static_cast<Real>(from[j] - found.point[j]);
  }
}

template void RequireProjectable(const Problem<float>&, const std::string&);
template void RequireProjectable(const Problem<double>&, const std::string&);
template void ProjectionUpdate(Problem<float>&, std::span<const std::uint32_t>,
                               std::span<const float>, WorkerId, std::span<float>);
template void ProjectionUpdate(Problem<double>&, std::span<const std::uint32_t>,
                               std::span<const double>, WorkerId, std::span<double>);

}  // namespace hushed
