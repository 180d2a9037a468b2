#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/options.h"
#include "hushed/algorithm.h"

namespace hushed {

// scale * vector, not yet multiplied out.
template <class Real>
struct Scaled {
  std::span<const Real> vector;
  Real scale = 1;
};

// How the server makes one update of many. Lives with the server.
template <class Real>
class Aggregate {
 public:
  virtual ~Aggregate() = default;

  virtual Hears hears() const = 0;
  virtual void Hear(Upload<Real>&) {}  // as Server::Hear

  // The mean update of the exchange, valid until the next one. Silent workers count as zero, or
  // with their last message under `reuse`; lost ones do not count.
  virtual Scaled<Real> Mean(const Total<Real>& total) = 0;

  virtual void Serialize(Archive&) {}
};

// mean, weighted-mean.
std::vector<KindInfo> AggregateKinds();

// weights: of each worker, [M]; all 1 for `mean`. size: scalars of an upload; those from
// `parameters` on are statistics, which are averaged over who spoke and never re-used.
template <class Real>
std::unique_ptr<Aggregate<Real>> MakeAggregate(const Choice& choice, std::vector<double> weights,
                                               std::uint64_t parameters, std::uint64_t size);

bool Reuses(const Choice& aggregate);
bool IsWeighted(const Choice& aggregate);

}  // namespace hushed
