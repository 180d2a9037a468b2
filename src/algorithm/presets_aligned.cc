// Alignment of the workers' gradients, and what it is measured against.
#include "algorithm/fedga.h"
#include "algorithm/presets.h"

namespace hushed {

std::vector<AlgorithmInfo> AlignedPresets() {
  const std::string paper =
      "Dandi, Barba, Jaggi, Implicit gradient alignment in distributed and federated learning, "
      "AAAI 2022, arXiv:2106.13897";
  auto gradalign_options = OptionsOf<FedGaOptions>();
  gradalign_options[1].default_value = std::string("batch");
  return {
      {"fedga", "local steps from points displaced so that the workers' gradients align", paper,
       "exchange 0: g_i = grad f_i(x) on the whole shard;  g = mean_i g_i\n"
       "exchange 1: y_i = x - beta (g - g_i);  K local steps from y_i;  x <- mean_i y_i\n\n"
       "To second order: K steps of gradient descent on f + (beta - lr (K - 1) / 2) r, with\n"
       "r = 1/(2n) sum_i |g_i - g|^2, the gradient variance that alignment lowers.\n"
       "The shard's gradient and K steps a round; 2 exchanges; bits up 64 d a worker; no state "
       "between "
       "rounds.\nReduces to fedavg for beta = 0, bitwise.",
       OptionsOf<FedGaOptions>(),
       Without(With({{"local_steps", {"fixed", {}}}, {"aggregate", kWeighted}}), {"trigger"})},
      {"gradalign", "one step along gradients taken at aligned points: FedGA with K = 1", paper,
       "g_i = grad f_i(x; batch_i);  g = mean_i g_i\n"
       "x  <- x - lr mean_i grad f_i(x - beta (g - g_i); batch_i)      the same batch_i twice\n\n"
       "Gradient descent on f + beta r to first order in beta. 2 gradients and 2 exchanges a step; "
       "bits "
       "up 64 d a worker; no state between rounds.\nReduces to sgd for beta = 0.",
       gradalign_options, Without(With({}), {"trigger"})},
  };
}

}  // namespace hushed
