#include "gradalign_contest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradalign_spent.h"
#include "hushed/errors.h"
#include "sample.h"

namespace hushed {
namespace {

constexpr std::uint64_t kEvaluationsOfTry = 10;

Overrides OverridesOf(const Way& way) {
  Overrides all = way.rival->overrides;
  all.push_back("algorithm.name=" + way.rival->algorithm);
  all.push_back(fmt::format("algorithm.learning_rate={}", way.rate));
  if (!way.rival->parameter.empty()) {
    all.push_back(fmt::format("{}={}", way.rival->parameter, way.value));
  }
  return all;
}

std::vector<Way> WaysOf(const Contest& contest) {
  std::vector<Way> ways;
  for (const Rival& rival : contest.rivals) {
    for (const double rate : rival.rates) {
      if (rival.parameter.empty()) ways.push_back({&rival, rate});
      for (const double value : rival.values) ways.push_back({&rival, rate, value});
    }
  }
  return ways;
}

// Evaluates `evaluations` times on the way.
Overrides Length(const Rival& rival, std::uint64_t evaluations) {
  const std::uint64_t every = std::max<std::uint64_t>(1, rival.rounds / evaluations);
  return {fmt::format("train.rounds={}", rival.rounds),
          fmt::format("train.evaluate_every={}", every * rival.steps)};
}

// The accuracy on held-out images at the end of one try; NaN when it diverges.
double LevelOfTry(const Contest& contest, const Way& way, int seed, Trainer& trainer) {
  const Overrides own = {fmt::format("seed={}", seed), "train.gradient_variance=false",
                         "train.loss_examples=1000",
                         fmt::format("data.held_out={}", Contest::kHeldOut)};
  const Overrides all = Joined(contest.overrides, OverridesOf(way));
  try {
    const RunResult run =
        trainer.Try(contest.job, Joined(Joined(all, Length(*way.rival, kEvaluationsOfTry)), own));
    return LevelAt(run.lines, "test_accuracy", Cost::kExchanges, 0.0,
                   Spent(run.lines.back(), Cost::kExchanges, 0.0));
  } catch (const DivergedError&) {
    return std::numeric_limits<double>::quiet_NaN();
  }
}

// Fills the levels of the ways: means over the seeds of the tries.
void Try(const Contest& contest, Trainers& trainers, std::vector<Way>& ways) {
  const std::size_t seeds = contest.tried_on.size();
  std::vector<double> levels(ways.size() * seeds);
  trainers.ForEach(levels.size(), [&](std::size_t i, Trainer& trainer) {
    levels[i] = LevelOfTry(contest, ways[i / seeds], contest.tried_on[i % seeds], trainer);
  });
  for (std::size_t w = 0; w < ways.size(); ++w) {
    const auto first = levels.begin() + static_cast<std::ptrdiff_t>(w * seeds);
    ways[w].level = SampleOf({first, first + static_cast<std::ptrdiff_t>(seeds)}).mean;
  }
}

// The way of the highest level of each rival; the first when all have diverged.
std::vector<Finalist> Choose(const Contest& contest, const std::vector<Way>& ways) {
  std::vector<Finalist> finalists;
  for (const Rival& rival : contest.rivals) {
    const Way* best = nullptr;
    for (const Way& way : ways) {
      if (way.rival != &rival) continue;
      const bool better = best == nullptr || way.level > best->level ||
                          (std::isnan(best->level) && !std::isnan(way.level));
      if (better) best = &way;
    }
    finalists.push_back({*best, {}});
  }
  return finalists;
}

void Train(const Contest& contest, Trainers& trainers, std::vector<Finalist>& finalists) {
  for (Finalist& finalist : finalists) finalist.runs.resize(contest.seeds.size());
  const std::size_t seeds = contest.seeds.size();
  trainers.ForEach(finalists.size() * seeds, [&](std::size_t i, Trainer& trainer) {
    Finalist& finalist = finalists[i / seeds];
    const Rival& rival = *finalist.way.rival;
    Overrides overrides = Joined(contest.overrides, OverridesOf(finalist.way));
    overrides = Joined(overrides, Length(rival, contest.evaluations));
    overrides.push_back(fmt::format("seed={}", contest.seeds[i % seeds]));
    finalist.runs[i % seeds] =
        trainer.Train(contest.job, overrides, rival.algorithm + " " + contest.name);
  });
}

const char* EdgeOf(const std::vector<double>& tried, double chosen) {
  const bool edge = (chosen == tried.front() && chosen != 0.0) || chosen == tried.back();
  return edge ? kEdge : "";
}

}  // namespace

std::string Way::text() const {
  std::string text = fmt::format("rate {}{}", rate, EdgeOf(rival->rates, rate));
  if (!rival->parameter.empty()) {
    text += fmt::format(", {} {}{}", rival->called, value, EdgeOf(rival->values, value));
  }
  return text;
}

void Hold(const Contest& contest, Trainers& trainers, Findings& findings) {
  findings.Heading(contest.title);
  std::vector<Way> ways = WaysOf(contest);
  Try(contest, trainers, ways);
  TellTries(contest, ways, findings);
  std::vector<Finalist> finalists = Choose(contest, ways);
  Train(contest, trainers, finalists);
  Tabulate(contest, finalists, findings);
  Draw(contest, finalists, findings);
}

}  // namespace hushed
