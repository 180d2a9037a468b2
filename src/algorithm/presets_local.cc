// Many local steps between averages, on everybody.
#include "algorithm/presets.h"

namespace hushed {

std::vector<AlgorithmInfo> LocalPresets() {
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

}  // namespace hushed
