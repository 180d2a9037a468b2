// One exchange a step: SGD and its quieter relatives.
#include "algorithm/presets.h"

namespace hushed {
namespace {

const Choice kSparse = {
    "top-k", {{"fraction", 0.01}, {"per", std::string("tensor")}, {"error_memory", true}}};

// SASG's rule (src/trigger/lasg_wk2.cc) in mean form; the authors' code is in sum form with step
// gamma = learning_rate / M and factor 1 / (2 gamma M^2) = 0.5 / (learning_rate M). Their D = 10 model
// snapshots are nine differences.
const Choice kLazy = {"lasg-wk2",
                      {{"history", std::int64_t{9}},
                       {"coefficient", 0.5},
                       {"rate_power", std::int64_t{1}},
                       {"warmup", std::int64_t{10}},
                       {"max_age", std::int64_t{10}}}};

const Choice kReuse = {"mean", {{"reuse", true}}};

AlgorithmInfo Sgd() {
  return {"sgd",
          "every worker sends its gradient at every step",
          "the baseline: synchronous data-parallel SGD",
          "u_m = lr g_m(x; batch)\nx  <- x - mean_m u_m\n\n"
          "1 gradient and 1 exchange a step; bits up 32 d a worker; no state.",
          {},
          With({})};
}

AlgorithmInfo SparseSgd() {
  return {
      "sparse-sgd",
      "SGD that sends the largest entries and remembers the rest",
      "Stich, Cordonnier, Jaggi, Sparsified SGD with memory, NeurIPS 2018, arXiv:1809.07599",
      "a_m = lr g_m(x; batch) + e_m\np_m = top-k(a_m), per tensor, k = max(1, floor(0.01 d_l))\n"
      "e_m <- a_m - p_m\nx   <- x - mean_m p_m\n\n"
      "1 gradient and 1 exchange a step; bits up 64 k a worker (values and positions); state d a "
      "worker.\nReduces to sgd, bitwise in x, for fraction = 1.",
      {},
      With({{"compress", kSparse}})};
}

AlgorithmInfo Lag() {
  return {
      "lag",
      "full gradients, sent only when they have changed",
      "Chen, Giannakis, Sun, Yin, LAG: Lazily aggregated gradient, NeurIPS 2018, arXiv:1805.09965",
      "worker m is silent iff |grad f_m(x^t) - ghat_m|^2 <= (xi / lr^2) sum_{i<D} |x^{t-i} - "
      "x^{t-i-1}|^2\nx <- x - lr mean_m ghat_m      ghat_m: the gradient it last sent\n\n"
      "Mean form: lr = alpha M of the paper's sum form, xi_d = 0.1 = 1/D, D = 10.\n"
      "1 full gradient a round; bits up 32 d when it speaks; state d a worker, M d at the "
      "server.\n"
      "LAG-PS, where the server decides: participation = lag-ps with the workers' smoothness.",
      {},
      With({{"local", {"full-gradient", {}}}, {"trigger", {"lag-wk", {}}}, {"aggregate", kReuse}})};
}

AlgorithmInfo Lasg() {
  return {
      "lasg",
      "SGD whose workers stay silent while the same batch says nothing new",
      "Chen, Sun, Yin, LASG: Lazily aggregated stochastic gradients, arXiv:2002.11360; constants "
      "of the SASG authors' baseline",
      "worker m is silent iff |g_m(x^t; xi) - g_m(xhat_m; xi)|^2 <= 0.5/(lr M) sum_{i<9} |x^{t-i} "
      "- x^{t-i-1}|^2\n(not in the first 10 rounds, not beyond an age of 10)\n"
      "x <- x - mean_m P_m             P_m = lr g_m of its last upload\n\n"
      "LASG's own constants: history = 10, rate_power = 2, coefficient = 0.1, warmup = 1, max_age "
      "= 50.\nRules wk1, ps: trigger = lasg-wk1, participation = lasg-ps.\n"
      "2 gradients a round; bits up 32 d when it speaks; state d a worker, M d at the server.",
      {},
      With({{"trigger", kLazy}, {"aggregate", kReuse}})};
}

AlgorithmInfo Sasg() {
  return {
      "sasg",
      "speaks only when the gradient has changed, and then only its largest entries",
      "Deng, Li, Sun, Lu, Communication-efficient distributed learning via sparse and adaptive "
      "stochastic gradient (SASG), arXiv:2112.04088",
      "g_m = gradient at x^t on batch xi\n"
      "silent iff t >= 10 and |g_m - g_m(xhat_m; xi)|^2 <= 0.5/(lr M) sum_{i<9} |x^{t-i} - "
      "x^{t-i-1}|^2\n           and the last upload is at most 10 rounds old\n"
      "speaking:  a_m = lr g_m + e_m;  P_m <- p_m = top-1%(a_m) per tensor;  e_m <- a_m - p_m;  "
      "xhat_m <- x^t\nsilent:    the fresh gradient is dropped, e_m, xhat_m and P_m stay\n"
      "x <- x - mean_m P_m\n\n"
      "The authors' notebooks, in mean form: their step gamma = lr / M, their factor 1/(2 gamma "
      "M^2) = 0.5/(lr M)\n(CIFAR-10: coefficient = 1; CIFAR-100: 1.25; where the rate drops, "
      "rate_lag = an epoch of steps).\nTheir D = 10 snapshots are nine differences; the formula of "
      "ten is history = 10.\n"
      "Their ages reach 11 once, after the warm-up; here never more than 10.\n"
      "2 gradients a round; bits up 64 k when it speaks; state 2 d a worker, M k at the server.\n"
      "Reduces to sparse-sgd for warmup beyond the training, to lasg for fraction = 1, bitwise.",
      {},
      With({{"trigger", kLazy}, {"compress", kSparse}, {"aggregate", kReuse}})};
}

}  // namespace

std::vector<AlgorithmInfo> SynchronousPresets() {
  return {Sgd(), SparseSgd(), Lag(), Lasg(), Sasg()};
}

}  // namespace hushed
