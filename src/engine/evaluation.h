#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "data/sampler.h"
#include "hushed/transport.h"
#include "record/metrics_line.h"

namespace hushed {

// A server for exchanges that nobody answers: only their sum is looked at.
template <class Real>
class Onlooker final : public Server<Real> {
 public:
  void Open(std::span<const Real>, Plan&) override {}
  void Close(const Plan&, const Total<Real>&, std::span<const Real>, Message&) override {}
};

// Every metric of the problem at this model (parameters and buffers), computed in the problem's
// parts over the transport's lanes and added up in part order: independent of their number. A
// metric without weight (no test split) is left out.
template <class Real>
std::vector<std::pair<std::string, double>> EvaluateModel(Transport<Real>& transport,
                                                          std::span<const Real> model);

// r = 1/(2n) sum_i |g_i - g|^2 at this model: half the variance of the gradients g_i of the whole
// shards of workers 0 .. n - 1 around their mean g, each worker counting the same. `at` says where
// the training stands: the shards take the augmentation of its local step, failures are told with
// its round. No statistics are updated. Found in one exchange as
// (sum_i |g_i|^2 - |sum_i g_i|^2 / n) / (2n), so where workers agree it is a difference of near
// numbers; never below 0, and NaN where a square is not finite. Overwrites the total of the
// transport's last exchange.
template <class Real>
double GradientVariance(Transport<Real>& transport, const Sampler& sampler, std::uint64_t workers,
                        const MetricsLine& at, std::span<const Real> model);

}  // namespace hushed
