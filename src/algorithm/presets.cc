// Every algorithm by name. A paper that factors into the axes is a few lines here; one whose worker
// and server share state has a file of its own, listed in algorithms.def, and names here the axes
// it has.
#include "algorithm/catalogue.h"
#include "algorithm/fedga.h"

namespace hushed {
namespace {

using AxisMap = std::map<std::string, Choice>;

// Plain synchronous SGD; every preset is this with some axes changed.
AxisMap With(const AxisMap& changed) {
  AxisMap axes = {
      {"participation", {"all", {}}}, {"local_steps", {"every", {}}},
      {"schedule", {"constant", {}}}, {"local", {"sgd", {}}},
      {"trigger", {"always", {}}},    {"compress", {"identity", {}}},
      {"aggregate", {"mean", {}}},    {"server_optimizer", {"sgd", {}}},
      {"downlink", {"identity", {}}},
  };
  for (const auto& [axis, choice] : changed) axes[axis] = choice;
  return axes;
}

AxisMap Without(AxisMap axes, std::initializer_list<const char*> removed) {
  for (const char* axis : removed) axes.erase(axis);
  return axes;
}

const Choice kSparse = {
    "top-k", {{"fraction", 0.01}, {"per", std::string("tensor")}, {"error_memory", true}}};

// SASG's rule in mean form; the authors' code is in sum form with step gamma = learning_rate / M
// and factor 1 / (2 gamma M^2) = 0.5 / (learning_rate M). Their D = 10 model snapshots are nine
// differences.
const Choice kLazy = {"lasg-wk2",
                      {{"history", std::int64_t{9}},
                       {"coefficient", 0.5},
                       {"rate_power", std::int64_t{1}},
                       {"warmup", std::int64_t{10}},
                       {"max_age", std::int64_t{10}}}};

const Choice kReuse = {"mean", {{"reuse", true}}};
const Choice kWeighted = {"weighted-mean", {}};
const Choice kCohort = {"fraction", {{"fraction", 0.1}}};
const Choice kOneEpoch = {"epochs", {{"epochs", std::int64_t{1}}}};

AlgorithmInfo Adaptive(const std::string& name, const std::string& title, const char* moment) {
  return {
      name,
      "FedAvg whose server takes " + title + " steps",
      "Reddi et al., Adaptive federated optimization, ICLR 2021, arXiv:2003.00295",
      std::string("D  = weighted mean of the cohort's updates\nm <- beta1 m + (1 - beta1) D\n") +
          moment +
          "\nx <- x - lr m / (sqrt(v) + tau)          no bias correction; m, v start at 0\n"
          "\n1 exchange a round; bits up 32 d a worker; state 2 d at the server, none at workers.",
      {},
      With({{"participation", kCohort},
            {"local_steps", kOneEpoch},
            {"aggregate", kWeighted},
            {"server_optimizer", {name.substr(3), {}}}})};
}

std::vector<AlgorithmInfo> Synchronous() {
  return {
      {"sgd",
       "every worker sends its gradient at every step",
       "the baseline: synchronous data-parallel SGD",
       "u_m = lr g_m(x; batch)\nx  <- x - mean_m u_m\n\n"
       "1 gradient and 1 exchange a step; bits up 32 d a worker; no state.",
       {},
       With({})},
      {"sparse-sgd",
       "SGD that sends the largest entries and remembers the rest",
       "Stich, Cordonnier, Jaggi, Sparsified SGD with memory, NeurIPS 2018, arXiv:1809.07599",
       "a_m = lr g_m(x; batch) + e_m\np_m = top-k(a_m), per tensor, k = max(1, floor(0.01 d_l))\n"
       "e_m <- a_m - p_m\nx   <- x - mean_m p_m\n\n"
       "1 gradient and 1 exchange a step; bits up 64 k a worker (values and positions); state d a "
       "worker.\nReduces to sgd, bitwise in x, for fraction = 1.",
       {},
       With({{"compress", kSparse}})},
      {"lag",
       "full gradients, sent only when they have changed",
       "Chen, Giannakis, Sun, Yin, LAG: Lazily aggregated gradient, NeurIPS 2018, arXiv:1805.09965",
       "worker m is silent iff |grad f_m(x^t) - ghat_m|^2 <= (xi / lr^2) sum_{i<D} |x^{t-i} - "
       "x^{t-i-1}|^2\nx <- x - lr mean_m ghat_m      ghat_m: the gradient it last sent\n\n"
       "Mean form: lr = alpha M of the paper's sum form, xi_d = 0.1 = 1/D, D = 10.\n"
       "1 full gradient a round; bits up 32 d when it speaks; state d a worker, M d at the "
       "server.\n"
       "LAG-PS, where the server decides: participation = lag-ps with the workers' smoothness.",
       {},
       With(
           {{"local", {"full-gradient", {}}}, {"trigger", {"lag-wk", {}}}, {"aggregate", kReuse}})},
      {"lasg",
       "SGD whose workers stay silent while the same batch says nothing new",
       "Chen, Sun, Yin, LASG: Lazily aggregated stochastic gradients, arXiv:2002.11360; constants "
       "of "
       "the SASG authors' baseline",
       "worker m is silent iff |g_m(x^t; xi) - g_m(xhat_m; xi)|^2 <= 0.5/(lr M) sum_{i<9} |x^{t-i} "
       "- "
       "x^{t-i-1}|^2\n(not in the first 10 rounds, not beyond an age of 10)\n"
       "x <- x - mean_m P_m             P_m = lr g_m of its last upload\n\n"
       "LASG's own constants: history = 10, rate_power = 2, coefficient = 0.1, warmup = 1, max_age "
       "= "
       "50.\nRules wk1, ps: trigger = lasg-wk1, participation = lasg-ps.\n"
       "2 gradients a round; bits up 32 d when it speaks; state d a worker, M d at the server.",
       {},
       With({{"trigger", kLazy}, {"aggregate", kReuse}})},
      {"sasg",
       "speaks only when the gradient has changed, and then only its largest entries",
       "Deng, Li, Sun, Lu, SASG: Sparsification with adaptive stochastic gradients for "
       "communication-efficient distributed learning, arXiv:2112.04088",
       "g_m = gradient at x^t on batch xi\n"
       "silent iff t >= 10 and |g_m - g_m(xhat_m; xi)|^2 <= 0.5/(lr M) sum_{i<9} |x^{t-i} - "
       "x^{t-i-1}|^2\n           and the last upload is at most 10 rounds old\n"
       "speaking:  a_m = lr g_m + e_m;  P_m <- p_m = top-1%(a_m) per tensor;  e_m <- a_m - p_m;  "
       "xhat_m <- x^t\nsilent:    the fresh gradient is dropped, e_m, xhat_m and P_m stay\n"
       "x <- x - mean_m P_m\n\n"
       "The authors' notebooks, in mean form: their step gamma = lr / M, their factor 1/(2 gamma "
       "M^2) "
       "= 0.5/(lr M)\n(CIFAR-10: coefficient = 1; CIFAR-100: 1.25; where the rate drops, rate_lag "
       "= "
       "an epoch of steps).\nTheir D = 10 snapshots are nine differences; the formula of ten is "
       "history = 10.\n"
       "Their ages reach 11 once, after the warm-up; here never more than 10.\n"
       "2 gradients a round; bits up 64 k when it speaks; state 2 d a worker, M k at the server.\n"
       "Reduces to sparse-sgd for warmup beyond the training, to lasg for fraction = 1, bitwise.",
       {},
       With({{"trigger", kLazy}, {"compress", kSparse}, {"aggregate", kReuse}})},
  };
}

std::vector<AlgorithmInfo> Local() {
  return {
      {"local-sgd",
       "local steps between averages, with growing intervals",
       "Spiridonoff, Olshevsky, Paschalidis, Communication-efficient SGD: from Local SGD to "
       "one-shot "
       "averaging, NeurIPS 2021, arXiv:2106.04759",
       "H_i = a (i + 1) local steps before the i-th average, a = 2 T / (R (R + 1)), R = workers\n"
       "x_m <- x_m - lr g_m(x_m) on every worker;  at the end of an interval x_m <- mean_m x_m\n\n"
       "1 gradient a step, R exchanges in all; bits up 32 d an exchange a worker; no state between "
       "rounds.\nFixed intervals: local_steps = fixed with steps = H.",
       {},
       With({{"local_steps", {"growing", {}}}})},
      {"one-shot",
       "every worker trains alone; one average at the end",
       "the limit of Local SGD: Spiridonoff, Olshevsky, Paschalidis, arXiv:2106.04759",
       "x_m <- x_m - lr g_m(x_m), T times;  x = mean_m x_m\n\n"
       "1 gradient a step, 1 exchange in all; bits up 32 d a worker. While it runs, evaluation "
       "looks "
       "at the mean of the local models, which nobody sends.",
       {},
       With({{"local_steps", {"one-shot", {}}}})},
  };
}

std::vector<AlgorithmInfo> Federated() {
  std::vector<AlgorithmInfo> infos = {
      {"fedavg",
       "a random cohort trains locally for an epoch; its models are averaged",
       "McMahan et al., Communication-efficient learning of deep networks from decentralized data, "
       "AISTATS 2017, arXiv:1602.05629",
       "S = a tenth of the workers at random;  y_m = x after an epoch of SGD on worker m's "
       "examples\n"
       "x <- sum_{m in S} n_m y_m / sum_{m in S} n_m\n\n"
       "1 exchange a round; bits up 32 d a worker of the cohort; no state.",
       {},
       With({{"participation", kCohort}, {"local_steps", kOneEpoch}, {"aggregate", kWeighted}})},
      {"fedavgm",
       "FedAvg with momentum at the server",
       "Hsu, Qi, Brown, Measuring the effects of non-identical data distribution for federated "
       "visual "
       "classification, arXiv:1909.06335",
       "D = weighted mean of the cohort's updates\nv <- 0.9 v + D\nx <- x - lr v\n\n"
       "1 exchange a round; bits up 32 d a worker of the cohort; state d at the server.",
       {},
       With({{"participation", kCohort},
             {"local_steps", kOneEpoch},
             {"aggregate", kWeighted},
             {"server_optimizer", {"momentum", {}}}})},
      Adaptive("fedadam", "Adam", "v <- beta2 v + (1 - beta2) D^2"),
      Adaptive("fedyogi", "Yogi", "v <- v - (1 - beta2) D^2 sign(v - D^2)"),
      Adaptive("fedadagrad", "Adagrad", "v <- v + D^2"),
  };
  return infos;
}

std::vector<AlgorithmInfo> Aligned() {
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

}  // namespace

std::vector<AlgorithmInfo> Presets() {
  std::vector<AlgorithmInfo> all;
  for (auto family : {Synchronous(), Local(), Federated(), Aligned()}) {
    for (AlgorithmInfo& info : family) all.push_back(std::move(info));
  }
  return all;
}

}  // namespace hushed
