// Workers on threads. Lanes take positions of the plan in order; each finished upload is counted
// (and heard) in order by one turnstile and added in the fixed shape, then its slot is free again.
#include "transport/threads/transport.h"

#include <exception>

#include "core/fixed_sum.h"
#include "core/joined_sum.h"
#include "core/turnstile.h"
#include "transport/lanes.h"

namespace hushed {
namespace {

template <class Real>
class ThreadsTransport final : public Transport<Real> {
 public:
  ThreadsTransport(const ProblemFactory<Real>& factory, std::uint64_t seed, std::size_t threads,
                   std::size_t ranks)
      : lanes_(factory, seed, threads), sums_(ranks) {}

  std::size_t lanes() const override { return lanes_.size(); }
  Problem<Real>& problem() override { return lanes_.problem(0); }

  void Exchange(const Plan& plan, Site<Real>& site, Server<Real>& server, std::size_t upload_size,
                Total<Real>& total) override {
    const std::size_t positions = plan.address.size();
    const bool summed = server.hears(plan.round) == Hears::kSum;
    const std::size_t ranks = sums_.size();
    if (summed) {
      for (std::size_t r = 0; r < ranks; ++r) {
        sums_[r].Start(positions, upload_size, r * positions / ranks, (r + 1) * positions / ranks);
      }
    }
    Turnstile in_order;
    const auto heard = [&](std::size_t position, Slot slot) {
      in_order.Pass(position, [&total, &server, summed, slot] {
        total.Count(*slot);
        if (!summed) server.Hear(*slot);
      });
      if (summed) AddToSum(position, positions, std::move(slot));
    };
    if (const Failure failure = lanes_.Run(plan, 0, positions, site, heard)) {
      std::rethrow_exception(failure.cause);
    }
    if (summed) lanes_.Lend([&] { total.sum = Sum(positions, upload_size); });
  }

  void WithLanes(const std::function<void()>& work) override { lanes_.Lend(work); }

  std::vector<std::vector<Metric>> ForEachPart(
      std::size_t parts,
      const std::function<std::vector<Metric>(std::size_t, Problem<Real>&)>& task) override {
    std::vector<std::vector<Metric>> results(parts);
    const auto run = [&](std::size_t part, Problem<Real>& problem) {
      results[part] = task(part, problem);
    };
    if (const Failure failure = lanes_.RunParts(0, parts, run)) {
      std::rethrow_exception(failure.cause);
    }
    return results;
  }

 private:
  using Slot = typename Lanes<Real>::Slot;

  void AddToSum(std::size_t position, std::size_t positions, Slot slot) {
    // The last rank whose share begins at or before the position.
    const std::size_t rank = ((position + 1) * sums_.size() - 1) / positions;
    if (slot->outcome != Outcome::kSpoke) return sums_[rank].Add(position, {});
    sums_[rank].Add(position, [slot = std::move(slot)](const PartialSum<Real>& sum) {
      slot->message.AddTo(sum, static_cast<Real>(slot->weight));
    });
  }

  std::span<const Real> Sum(std::size_t positions, std::size_t upload_size) {
    if (sums_.size() == 1) return sums_[0].Finish();
    std::vector<SumPart<Real>> parts;
    for (FixedSum<Real>& sum : sums_) {
      for (auto& part : sum.TakeParts()) parts.push_back(std::move(part));
    }
    std::vector<SumPlace> places;
    std::vector<SumVector<Real>> vectors;
    for (const SumPart<Real>& part : parts) {
      places.push_back(part.place);
      vectors.push_back({part.present ? part.vector.data() : nullptr});
    }
    joined_.resize(upload_size);
    JoinedSum<Real>(positions, places).Add(vectors, joined_);
    return joined_;
  }

  Lanes<Real> lanes_;                 // outlives the sums, whose pending additions hold slots
  std::vector<FixedSum<Real>> sums_;  // one a pretended rank
  std::vector<Real> joined_;
};

}  // namespace

template <class Real>
std::unique_ptr<Transport<Real>> MakeThreadsTransport(const ProblemFactory<Real>& factory,
                                                      std::uint64_t seed, std::size_t threads,
                                                      std::size_t ranks) {
  return std::make_unique<ThreadsTransport<Real>>(factory, seed, threads, ranks);
}
template std::unique_ptr<Transport<float>> MakeThreadsTransport(const ProblemFactory<float>&,
                                                                std::uint64_t, std::size_t,
                                                                std::size_t);
template std::unique_ptr<Transport<double>> MakeThreadsTransport(const ProblemFactory<double>&,
                                                                 std::uint64_t, std::size_t,
                                                                 std::size_t);

}  // namespace hushed
