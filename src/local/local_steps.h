#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/options.h"
#include "hushed/exchange.h"

namespace hushed {

// How many local steps a round has: the communication schedule.
class LocalSteps {
 public:
  virtual ~LocalSteps() = default;

  // Sets round.steps (at least 1) and round.epochs from round.index and round.first_step.
  virtual void Set(Round& round) const = 0;

  // True when the schedule is cut to the whole training, whose length in steps it must know.
  virtual bool needs_total_steps() const { return false; }
};

// every, fixed, epochs, growing, equal, one-shot.
std::vector<KindInfo> LocalStepsKinds();

// total_steps: local steps of the whole training, 0 when not known in advance. Throws ConfigError
// when the kind must know them, or asks for more averages than there are steps.
std::unique_ptr<LocalSteps> MakeLocalSteps(const Choice& choice, std::uint32_t workers,
                                           std::uint64_t total_steps);

// The steps after which workers average: the ends of intervals H_i = a (i + 1) for i < rounds, with
// a = 2 total / (rounds (rounds + 1)); each floored, coinciding ones once, the last is total.
// Spiridonoff, Olshevsky, Paschalidis, "Communication-efficient SGD: from Local SGD to
// one-shot averaging", NeurIPS 2021, arXiv:2106.04759 (schedule of the authors' notebooks).
std::vector<std::uint64_t> GrowingSchedule(std::uint64_t total, std::uint64_t rounds);

// The same for intervals of one length, total / rounds.
std::vector<std::uint64_t> EqualSchedule(std::uint64_t total, std::uint64_t rounds);

}  // namespace hushed
