#include "gradalign_contest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gradalign_spent.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

std::vector<std::string> OverridesOf(const Way& way) {
  std::vector<std::string> all = way.rival->overrides;
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
std::vector<std::string> Length(const Rival& rival, std::uint64_t evaluations) {
  const std::uint64_t every = std::max<std::uint64_t>(1, rival.rounds / evaluations);
  return {fmt::format("train.rounds={}", rival.rounds),
          fmt::format("train.evaluate_every={}", every * rival.steps)};
}

std::vector<std::string> Joined(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Fills the levels of the ways.
void Try(const Contest& contest, Lanes& lanes, std::vector<Way>& ways) {
  lanes.ForEach(ways.size(), [&](std::size_t i, Trainer& trainer) {
    Way& way = ways[i];
    auto overrides = Joined(contest.overrides, OverridesOf(way));
    overrides = Joined(overrides, Length(*way.rival, 20));
    overrides = Joined(overrides, {fmt::format("seed={}", contest.tried_on),
                                   "train.gradient_variance=false", "train.loss_examples=1000"});
    try {
      const RunResult run = trainer.Try(contest.job, overrides);
      way.level = LevelAt(run.lines, "test_accuracy", Cost::kPasses, way.rival->passes,
                          Spent(run.lines.back(), Cost::kPasses, way.rival->passes));
    } catch (const DivergedError&) {  // its level stays nothing
    }
  });
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

void Train(const Contest& contest, Lanes& lanes, std::vector<Finalist>& finalists) {
  for (Finalist& finalist : finalists) finalist.runs.resize(contest.seeds.size());
  const std::size_t seeds = contest.seeds.size();
  lanes.ForEach(finalists.size() * seeds, [&](std::size_t i, Trainer& trainer) {
    Finalist& finalist = finalists[i / seeds];
    const Rival& rival = *finalist.way.rival;
    auto overrides = Joined(contest.overrides, OverridesOf(finalist.way));
    overrides = Joined(overrides, Length(rival, 50));
    overrides.push_back(fmt::format("seed={}", contest.seeds[i % seeds]));
    finalist.runs[i % seeds] =
        trainer.Train(contest.job, overrides, rival.algorithm + " " + contest.name);
  });
}

}  // namespace

std::string Way::text() const {
  std::string text = fmt::format("rate {}", rate);
  if (!rival->parameter.empty()) text += fmt::format(", {} {}", rival->called, value);
  return text;
}

void Hold(const Contest& contest, Lanes& lanes, Findings& findings) {
  findings.Heading(contest.title);
  std::vector<Way> ways = WaysOf(contest);
  Try(contest, lanes, ways);
  TellTries(contest, ways, findings);
  std::vector<Finalist> finalists = Choose(contest, ways);
  Train(contest, lanes, finalists);
  Tabulate(contest, finalists, findings);
  Draw(contest, finalists, findings);
}

}  // namespace hushed
