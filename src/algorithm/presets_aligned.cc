// Alignment of the workers' gradients, and what it is measured against.
#include "algorithm/fedga.h"
#include "algorithm/presets.h"
#include "algorithm/scaffold.h"

namespace hushed {
namespace {

AlgorithmInfo ScaffoldPreset() {
  return {"scaffold",
          "local steps corrected by control variates, which every worker keeps",
          "Karimireddy et al., SCAFFOLD: Stochastic controlled averaging for federated learning, "
          "ICML 2020, arXiv:1910.06378",
          "y_i = x;  K steps y_i <- y_i - lr (g_i(y_i) - c_i + c)\n"
          "c_i+ = c_i - c + (x - y_i) / (sum of the steps' rates)      option II\n"
          "c_i+ = grad f_i(x) on the whole shard                      option I: variate = shard\n"
          "x <- x - eta_g mean_S (x - y_i);  c <- c + (|S| / N) mean_S (c_i+ - c_i)\n\n"
          "eta_g is server_optimizer.learning_rate. Under weighted-mean both means take the same "
          "weights and |S| / N is\nthe cohort's share of them.\n"
          "K gradients a round (option I: the shard's too); 1 exchange; bits up and down 64 d a "
          "worker; state d a worker\nfor the whole run. Reduces to sgd for K = 1 and all workers, "
          "to rounding.",
          OptionsOf<ScaffoldOptions>(),
          Without(With({{"local_steps", {"fixed", {}}}}), {"trigger"})};
}

std::vector<AlgorithmInfo> References() {
  return {
      {"large-batch-sgd",
       "one step along the mean gradient of all examples of those who take part",
       "the baseline of Dandi, Barba, Jaggi, arXiv:2106.13897: no gradient noise, no alignment",
       "g_i = grad f_i(x) on the whole shard;  x <- x - lr sum_i n_i g_i / sum_i n_i\n\n"
       "The shard's gradient, counted as 1, and 1 exchange a step; bits up 32 d a worker; no "
       "state.\nMomentum: server_optimizer. Equals gradalign with full gradients and weighted "
       "means for beta = 0, in other bits.",
       {},
       With({{"local", {"full-gradient", {}}}, {"aggregate", kWeighted}})},
      {"sequential-sgd",
       "SGD in a single process: one worker a round, each once a cycle in a random order",
       "the reference: SGD without replacement, whose mean over orders aligns gradients",
       "in cycle c, for i in a random order of the workers:  x <- x - lr g_i(x; batch)\n\n"
       "A worker stands for a part of the data, or with train.batch = 0 for one mini-batch: then a "
       "cycle is an epoch.\nTo second order in lr the mean over orders of a cycle of n steps is n "
       "steps of gradient descent on\nf + (lr / 2) r, r = 1/(2n) sum_i |g_i - g|^2.\n"
       "1 gradient and 1 exchange a step, the model handed from worker to worker; bits up 32 d.",
       {},
       With({{"participation", {"in-turn", {}}}})},
  };
}

}  // namespace

std::vector<AlgorithmInfo> AlignedPresets() {
  const std::string paper =
      "Dandi, Barba, Jaggi, Implicit gradient alignment in distributed and federated learning, "
      "AAAI 2022, arXiv:2106.13897";
  auto gradalign_options = OptionsOf<FedGaOptions>();
  for (OptionInfo& option : gradalign_options) {
    if (option.name == "gradient") option.default_value = std::string("batch");
  }
  std::vector<AlgorithmInfo> infos = {
      {"fedga", "local steps from points displaced so that the workers' gradients align", paper,
       "exchange 0: g_i = grad f_i(x) on the whole shard;  g = mean_i g_i\n"
       "exchange 1: y_i = x - beta (g - g_i);  K local steps from y_i;  x <- mean_i y_i\n\n"
       "To second order: K steps of gradient descent on f + (beta - lr (K - 1) / 2) r, with\n"
       "r = 1/(2n) sum_i |g_i - g|^2, the gradient variance that alignment lowers.\n"
       "The shard's gradient and K steps a round; 2 exchanges; bits up 64 d a worker; no state "
       "between rounds.\nReduces to fedavg for beta = 0, bitwise.",
       OptionsOf<FedGaOptions>(),
       Without(With({{"local_steps", {"fixed", {}}}, {"aggregate", kWeighted}}), {"trigger"})},
      {"gradalign", "one step along gradients taken at aligned points: FedGA with K = 1", paper,
       "g_i = grad f_i(x; batch_i);  g = mean_i g_i\n"
       "x  <- x - lr mean_i grad f_i(x - beta (g - g_i); batch_i)      the same batch_i twice\n\n"
       "Gradient descent on f + beta r to first order in beta. 2 gradients and 2 exchanges a step; "
       "bits up 64 d a worker; no state between rounds.\nReduces to sgd for beta = 0.",
       gradalign_options, Without(With({}), {"trigger"})},
      ScaffoldPreset(),
  };
  for (AlgorithmInfo& info : References()) infos.push_back(std::move(info));
  return infos;
}

}  // namespace hushed
