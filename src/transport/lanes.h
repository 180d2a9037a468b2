#pragma once

#include <tbb/task_arena.h>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hushed/transport.h"
#include "problem/models.h"
#include "transport/slots.h"

namespace hushed {

// What went wrong at the lowest position or part that failed, so that a failure reads the same on
// any number of threads.
struct Failure {
  std::exception_ptr cause;  // null: nothing
  std::size_t position = 0;

  explicit operator bool() const { return cause != nullptr; }
};

// The threads of this process, each with its problem and workspace: every transport runs its share
// of an exchange on them. Memory: two uploads a lane.
template <class Real>
class Lanes {
 public:
  using Slot = typename Slots<Real>::Slot;
  using Done = std::function<void(std::size_t position, Slot upload)>;

  // Throws ConfigError unless there are 1 to 4096 threads.
  Lanes(const ProblemFactory<Real>& factory, std::uint64_t seed, std::size_t threads);

  std::size_t size() const { return workspaces_.size(); }
  Problem<Real>& problem(std::size_t lane) { return *problems_[lane]; }

  // Runs the workers at positions [first, last) of the plan. `done` is called for each upload, on
  // any lane, in no order; its slot is free again when the last copy dies. After a failure no
  // further position is begun.
  Failure Run(const Plan& plan, std::size_t first, std::size_t last, Site<Real>& site,
              const Done& done);

  // Runs task(part, problem) for every part in [first, last).
  Failure RunParts(std::size_t first, std::size_t last,
                   const std::function<void(std::size_t, Problem<Real>&)>& task);

  // Calls work() here, with the lanes lent to it (core/slices.h): none of them is at work.
  void Lend(const std::function<void()>& work);

 private:
  void ForEach(const std::function<void(std::size_t lane)>& body);

  tbb::task_arena arena_;
  Slots<Real> slots_;
  std::vector<std::unique_ptr<Problem<Real>>> problems_;
  std::vector<std::unique_ptr<Workspace<Real>>> workspaces_;
};

// The library that runs them: "oneTBB 2021.8".
std::string TbbVersion();

}  // namespace hushed
