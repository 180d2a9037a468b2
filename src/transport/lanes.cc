#include "transport/lanes.h"

#include <fmt/format.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/version.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "core/slices.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

constexpr std::size_t kMostThreads = 4096;

int CheckedThreads(std::size_t threads) {
  if (threads >= 1 && threads <= kMostThreads) return static_cast<int>(threads);
  throw ConfigError(fmt::format("{} threads: 1 to {} are allowed", threads, kMostThreads));
}

class FirstFailure {
 public:
  void Note(std::size_t position) {
    const std::scoped_lock lock(mutex_);
    if (first_ && first_.position < position) return;
    first_ = {std::current_exception(), position};
  }
  Failure Get() const { return first_; }

 private:
  std::mutex mutex_;
  Failure first_;
};

// oneTBB would give no more threads than there are cores, and complain on standard error.
void AllowManyThreads() {
  static const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism,
                                           kMostThreads);
}

}  // namespace

template <class Real>
Lanes<Real>::Lanes(const ProblemFactory<Real>& factory, std::uint64_t seed, std::size_t threads)
    : arena_(CheckedThreads(threads)), slots_(2 * threads) {
  AllowManyThreads();
  for (std::size_t lane = 0; lane < threads; ++lane) {
    problems_.push_back(factory());
    workspaces_.push_back(std::make_unique<Workspace<Real>>(*problems_.back(), seed));
  }
}

template <class Real>
Failure Lanes<Real>::Run(const Plan& plan, std::size_t first, std::size_t last, Site<Real>& site,
                         const Done& done) {
  FirstFailure failure;
  std::atomic<std::size_t> next{first};
  slots_.Reset();
  ForEach([&](std::size_t lane) {
    while (auto slot = slots_.Take()) {
      const std::size_t position = next.fetch_add(1);
      if (position >= last) break;
      try {
        slot->Reset(plan.address[position], plan.round.index);
        site.Run(plan.address[position], lane, *workspaces_[lane], *slot);
        done(position, std::move(slot));
      } catch (...) {
        failure.Note(position);
        slots_.Abandon();
        break;
      }
    }
  });
  return failure.Get();
}

template <class Real>
Failure Lanes<Real>::RunParts(std::size_t first, std::size_t last,
                              const std::function<void(std::size_t, Problem<Real>&)>& task) {
  FirstFailure failure;
  std::atomic<std::size_t> next{first};
  ForEach([&](std::size_t lane) {
    for (std::size_t part; (part = next.fetch_add(1)) < last;) {
      try {
        task(part, *problems_[lane]);
      } catch (...) {
        failure.Note(part);
        return;
      }
    }
  });
  return failure.Get();
}

template <class Real>
void Lanes<Real>::Lend(const std::function<void()>& work) {
  const LentThreads lent(size(),
                         [this](const std::function<void(std::size_t)>& body) { ForEach(body); });
  work();
}

// ThreadSanitizer cannot see into oneTBB's library: under it lanes are threads of their own.
template <class Real>
void Lanes<Real>::ForEach(const std::function<void(std::size_t)>& body) {
  if (size() == 1) return body(std::size_t{0});
#ifdef __SANITIZE_THREAD__
  std::vector<std::jthread> threads;
  for (std::size_t lane = 0; lane < size(); ++lane) threads.emplace_back(body, lane);
#else
  arena_.execute(
      [&] { tbb::parallel_for(std::size_t{0}, size(), body, tbb::simple_partitioner()); });
#endif
}

std::string TbbVersion() { return std::string("oneTBB ") + TBB_runtime_version(); }

template class Lanes<float>;
template class Lanes<double>;

}  // namespace hushed
