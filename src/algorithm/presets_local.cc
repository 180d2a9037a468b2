// Many local steps between averages, on everybody.
#include "algorithm/presets.h"

namespace hushed {
namespace {

const std::string kImplicitBias =
    "Zhu, Vardhan, Mazumdar, Effectiveness of distributed gradient descent with local steps for "
    "overparameterized models, arXiv:2412.07971";

AlgorithmInfo LocalGd() {
  return {
      "local-gd",
      "full-gradient steps between averages, as many each time",
      kImplicitBias,
      "L times  x_m <- x_m - lr grad f_m(x_m) on every worker's whole shard\n"
      "x <- sum_m n_m x_m / sum_m n_m\n\n"
      "On separable data and logistic loss the direction of x tends to that of the hard-margin\n"
      "separator of all the data, as 1 / log(lr L k) in round k. The weights n_m keep the pooled\n"
      "mean loss where shards are unequal. lr = O(1/L) is stable for any L, and L then changes\n"
      "nothing per round. Without a separator, or with l2, a gap stays that grows as lr (L - 1).\n"
      "L gradients of the shard and 1 exchange a round; bits up 64 d a worker; no state.\n"
      "Reduces to gradient descent on the mean loss for L = 1. L is local_steps.steps.",
      {},
      With({{"local", {"full-gradient", {}}},
            {"local_steps", {"fixed", {}}},
            {"aggregate", kWeighted}})};
}

AlgorithmInfo ModifiedLocalGd() {
  return {
      "modified-local-gd",
      "every worker solves its own problem exactly; the mean is pulled back to zero, ever less",
      kImplicitBias,
      "P_m(x) = the point nearest to x with y_i (w . a_i) >= 1 for worker m's examples\n"
      "x <- (1 - a_k) x_0 + a_k mean_m P_m(x)      a_k = 1 - 1 / (k + 1), anchor x_0 = 0\n\n"
      "P_m is the limit lambda -> 0 of the local problem f_m(w) + lambda/2 |w - x|^2. Tends to\n"
      "the hard-margin separator of all the data, as 1 / k, from any start; without an anchor\n"
      "(server_optimizer = sgd) to some separator only. For least-squares P_m(x) is the nearest\n"
      "model that fits the shard exactly. There is no learning rate and there are no local steps.\n"
      "In our reading: the paper's own constants are known to us only at second hand.\n"
      "1 exact solve and 1 exchange a round; bits up 64 d a worker; state: the round's number.",
      {},
      With({{"local", {"projection", {}}}, {"server_optimizer", {"anchored", {}}}})};
}

}  // namespace

std::vector<AlgorithmInfo> LocalPresets() {
  return {
      {"local-sgd",
       "local steps between averages, with growing intervals",
       "Spiridonoff, Olshevsky, Paschalidis, Communication-efficient SGD: from Local SGD to "
       "one-shot averaging, NeurIPS 2021, arXiv:2106.04759",
       "H_i = a (i + 1) local steps before the i-th average, a = 2 T / (R (R + 1)), R = workers\n"
       "x_m <- x_m - lr g_m(x_m) on every worker;  at the end of an interval x_m <- mean_m x_m\n\n"
       "1 gradient a step, R exchanges in all; bits up 32 d an exchange a worker; no state between "
       "rounds.\nIntervals of one length: local_steps = equal (R exchanges) or fixed (H steps).",
       {},
       With({{"local_steps", {"growing", {}}}})},
      {"one-shot",
       "every worker trains alone; one average at the end",
       "the limit of Local SGD: Spiridonoff, Olshevsky, Paschalidis, arXiv:2106.04759",
       "x_m <- x_m - lr g_m(x_m), T times;  x = mean_m x_m\n\n"
       "1 gradient a step, 1 exchange in all; bits up 32 d a worker. While it runs, evaluation "
       "looks at the mean of the local models, which nobody sends.",
       {},
       With({{"local_steps", {"one-shot", {}}}})},
      LocalGd(),
      ModifiedLocalGd(),
  };
}

}  // namespace hushed
