// Workers on threads. Lanes take positions of the plan in order; each finished upload is counted
// (and heard) in order by one turnstile and added in the fixed shape, then its slot is free again.
// Memory: two uploads a lane, and what the fixed-shape sum holds.
#include "transport/threads/transport.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "core/fixed_sum.h"
#include "core/turnstile.h"
#include "transport/threads/slots.h"

namespace hushed {
namespace {

// The exception of the lowest position, so that a failure reads the same on any number of threads.
class FirstFailure {
 public:
  void Note(std::size_t position) {
    const std::scoped_lock lock(mutex_);
    if (failure_ && position_ < position) return;
    failure_ = std::current_exception();
    position_ = position;
  }
  void Rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr failure_;
  std::size_t position_ = 0;
};

// oneTBB would give no more threads than there are cores, and complain on standard error.
void AllowManyThreads() {
  static const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, 4096);
}

template <class Real>
class ThreadsTransport final : public Transport<Real> {
 public:
  ThreadsTransport(const ProblemFactory<Real>& factory, std::uint64_t seed, std::size_t threads,
                   std::size_t ranks)
      : arena_(static_cast<int>(threads)), slots_(2 * threads), sums_(ranks) {
    AllowManyThreads();
    for (std::size_t lane = 0; lane < threads; ++lane) {
      problems_.push_back(factory());
      workspaces_.push_back(std::make_unique<Workspace<Real>>(*problems_.back(), seed));
    }
  }

  std::size_t lanes() const override { return workspaces_.size(); }

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
    FirstFailure failure;
    std::atomic<std::size_t> next{0};
    slots_.Reset();
    ForEachLane([&](std::size_t lane) {
      while (auto slot = slots_.Take()) {
        const std::size_t position = next.fetch_add(1);
        if (position >= positions) break;
        try {
          slot->Reset(plan.address[position], plan.round.index);
          site.Run(plan.address[position], lane, *workspaces_[lane], *slot);
          in_order.Pass(position, [&total, &server, summed, slot] {
            total.Count(*slot);
            if (!summed) server.Hear(*slot);
          });
          if (summed) AddToSum(position, positions, std::move(slot));
        } catch (...) {
          failure.Note(position);
          slots_.Abandon();
          break;
        }
      }
    });
    failure.Rethrow();
    if (summed) total.sum = JoinedSum(positions, upload_size);
  }

  void ForEachPart(std::size_t parts,
                   const std::function<void(std::size_t, Problem<Real>&)>& task) override {
    std::atomic<std::size_t> next{0};
    FirstFailure failure;
    ForEachLane([&](std::size_t lane) {
      for (std::size_t part; (part = next.fetch_add(1)) < parts;) {
        try {
          task(part, *problems_[lane]);
        } catch (...) {
          failure.Note(part);
          return;
        }
      }
    });
    failure.Rethrow();
  }

 private:
  using Slot = typename Slots<Real>::Slot;

  // ThreadSanitizer cannot see into oneTBB's library: under it lanes are threads of their own.
  template <class Body>
  void ForEachLane(const Body& body) {
    if (lanes() == 1) return body(std::size_t{0});
#ifdef __SANITIZE_THREAD__
    std::vector<std::jthread> threads;
    for (std::size_t lane = 0; lane < lanes(); ++lane) threads.emplace_back(body, lane);
#else
    arena_.execute(
        [&] { tbb::parallel_for(std::size_t{0}, lanes(), body, tbb::simple_partitioner()); });
#endif
  }

  void AddToSum(std::size_t position, std::size_t positions, Slot slot) {
    // The last rank whose share begins at or before the position.
    const std::size_t rank = ((position + 1) * sums_.size() - 1) / positions;
    if (slot->outcome != Outcome::kSpoke) return sums_[rank].Add(position, {});
    sums_[rank].Add(position, [slot = std::move(slot)](std::span<Real> sum) {
      slot->message.AddTo(sum, static_cast<Real>(slot->weight));
    });
  }

  std::span<const Real> JoinedSum(std::size_t positions, std::size_t upload_size) {
    if (sums_.size() == 1) return sums_[0].Finish();
    joined_.Start(positions, upload_size, 0, 0);
    for (FixedSum<Real>& sum : sums_) {
      for (auto& part : sum.TakeParts()) joined_.Join(std::move(part));
    }
    return joined_.Finish();
  }

  tbb::task_arena arena_;
  Slots<Real> slots_;  // outlives the sums, whose pending additions hold slots
  std::vector<std::unique_ptr<Problem<Real>>> problems_;
  std::vector<std::unique_ptr<Workspace<Real>>> workspaces_;
  std::vector<FixedSum<Real>> sums_;  // one a pretended rank
  FixedSum<Real> joined_;
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
