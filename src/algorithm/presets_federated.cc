// A cohort trains locally, the server takes a step: FedAvg and its relatives.
#include "algorithm/presets.h"

namespace hushed {
namespace {

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

AlgorithmInfo FedAvg() {
  return {
      "fedavg",
      "a random cohort trains locally for an epoch; its models are averaged",
      "McMahan et al., Communication-efficient learning of deep networks from decentralized data, "
      "AISTATS 2017, arXiv:1602.05629",
      "S = a tenth of the workers at random;  y_m = x after an epoch of SGD on worker m's "
      "examples\n"
      "x <- sum_{m in S} n_m y_m / sum_{m in S} n_m\n\n"
      "1 exchange a round; bits up 32 d a worker of the cohort; no state.",
      {},
      With({{"participation", kCohort}, {"local_steps", kOneEpoch}, {"aggregate", kWeighted}})};
}

AlgorithmInfo FedAvgM() {
  return {"fedavgm",
          "FedAvg with momentum at the server",
          "Hsu, Qi, Brown, Measuring the effects of non-identical data distribution for federated "
          "visual classification, arXiv:1909.06335",
          "D = weighted mean of the cohort's updates\nv <- 0.9 v + D\nx <- x - lr v\n\n"
          "1 exchange a round; bits up 32 d a worker of the cohort; state d at the server.",
          {},
          With({{"participation", kCohort},
                {"local_steps", kOneEpoch},
                {"aggregate", kWeighted},
                {"server_optimizer", {"momentum", {}}}})};
}

AlgorithmInfo FedProx() {
  return {
      "fedprox",
      "FedAvg whose local steps are tied to the model they began at",
      "Li, Sahu, Zaheer, Sanjabi, Talwalkar, Smith, Federated optimization in heterogeneous "
      "networks, MLSys 2020, arXiv:1812.06127",
      "S = a tenth of the workers at random;  y_m = x after an epoch of SGD on worker m's loss + "
      "(mu/2) |y - x|^2\nx <- sum_{m in S} n_m y_m / sum_{m in S} n_m\n\n"
      "mu is local.proximal. 1 exchange a round; bits up 32 d a worker of the cohort; no state.\n"
      "Reduces to fedavg for mu = 0, bitwise.",
      {},
      With({{"participation", kCohort},
            {"local_steps", kOneEpoch},
            {"local", {"sgd", {{"proximal", 0.01}}}},
            {"aggregate", kWeighted}})};
}

}  // namespace

std::vector<AlgorithmInfo> FederatedPresets() {
  return {FedAvg(),
          FedAvgM(),
          FedProx(),
          Adaptive("fedadam", "Adam", "v <- beta2 v + (1 - beta2) D^2"),
          Adaptive("fedyogi", "Yogi", "v <- v - (1 - beta2) D^2 sign(v - D^2)"),
          Adaptive("fedadagrad", "Adagrad", "v <- v + D^2")};
}

}  // namespace hushed
