#pragma once

// What the parts of the implicit-bias study share: its examples, its runs, its cells.
#include <cstdint>
#include <string>
#include <vector>

#include "engine/run.h"
#include "implicit_bias_laws.h"
#include "overrides.h"
#include "record/plot.h"
#include "record/table.h"
#include "study.h"

namespace hushed {

// Fifty examples in fifty columns, five to each of ten workers, as jobs/local-gd.toml has them but
// for `overrides`.
struct ExampleSet {
  std::string name;   // in results.json
  std::string title;  // in tables
  Overrides overrides;
  double rate = 0.0;  // 4 / max |a|^2: 1 / the smoothness of any worker's loss
  double margin = 0.0;
  Projection separator;
  std::vector<double> mean_of_separators;  // of the workers' own
};

// Two clouds dealt at random, dealt by label, and moved for each worker.
std::vector<ExampleSet> AllExampleSets(const Trainer& trainer);

// local-gd with L = steps, evaluated every `every` rounds.
Overrides LocalGd(int steps, double rate, int rounds, int every);

// Of the evaluation after this many rounds; NaN when there was none.
double AtRound(const RunResult& run, std::uint64_t round, const std::string& metric);

// A metric against rounds, at most `most` points spaced evenly in the logarithm.
Curve AgainstRounds(const std::string& label, const RunResult& run, const std::string& metric,
                    std::size_t most = 80);

// "0.0853"; a dash for NaN.
Table::Cell NumberCell(double value);

inline constexpr char kSimulation[] = "independent simulation";
inline constexpr char kHushed[] = "hushed";

// The parts, in the order of the page.
struct BiasStudy {
  const StudyOptions& options;
  Findings& findings;
  Trainer& trainer;
  std::vector<ExampleSet> examples;

  int Rounds(int rounds) const { return options.quick ? rounds / 100 : rounds; }
};
void TellExamples(const BiasStudy& study);
void ShareTheRate(const BiasStudy& study);
void FixTheRate(const BiasStudy& study);
void ProjectExactly(const BiasStudy& study);
void SolveNearly(const BiasStudy& study);
void FindTheLimit(const BiasStudy& study);
void SampleExamples(const BiasStudy& study);
void OverlapClouds(const BiasStudy& study);
void TuneTheLastLayer(const BiasStudy& study);

}  // namespace hushed
