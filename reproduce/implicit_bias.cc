// Local-GD and Modified Local-GD: Zhu, Vardhan, Mazumdar, "Effectiveness of distributed gradient
// descent with local steps for overparameterized models", arXiv:2412.07971.
//
// Fifty examples, fifty parameters, ten workers: where do local steps lead, and how fast? The
// paper's own experiments are known to us by name only (linear regression and classification, last
// layers of trained networks); beside ours stands an independent simulation of the same formulas on
// other data.
#include <fmt/format.h>

#include <cmath>

#include "implicit_bias_runs.h"

namespace hushed {

void TellExamples(const BiasStudy& study) {
  Table table;
  table.columns = {{"examples", ""},
                   {"margin", ""},
                   {"max |a|²", ""},
                   {"margin / max |a|", ""},
                   {"KKT residual", ""}};
  for (const ExampleSet& each : study.examples) {
    const double largest = 4.0 / each.rate;
    const double residual = each.separator.residuals.Largest();
    table.rows.push_back({{each.title},
                          NumberCell(each.margin),
                          NumberCell(largest),
                          NumberCell(each.margin / std::sqrt(largest)),
                          {fmt::format("{:.1e}", residual)}});
    study.findings.Number(each.name + ".margin", each.margin);
    study.findings.Number(each.name + ".largest_square", largest);
    study.findings.Number(each.name + ".kkt_residual", residual);
  }
  study.findings.Add(
      "Two clouds of examples in 50 columns, 50 in all, five to each of ten workers; logistic "
      "loss, no constant. The reference ŵ is the hard-margin separator of all the examples, by an "
      "active-set method; direction error is |w/|w| − ŵ/|ŵ||. η₀ = 4 / max |a|² is 1 over the "
      "smoothness of any worker's loss.",
      table);
}

void ReproduceImplicitBias(const StudyOptions& options, Findings& findings) {
  StudyOptions alone = options;
  alone.threads = 1;  // fifty examples a round do not pay for a second one
  Trainer trainer(alone);
  const BiasStudy study{options, findings, trainer, AllExampleSets(trainer)};
  TellExamples(study);
  ShareTheRate(study);
  FixTheRate(study);
  FindTheLimit(study);
  SampleExamples(study);
  ProjectExactly(study);
  SolveNearly(study);
  OverlapClouds(study);
  TuneTheLastLayer(study);
}

}  // namespace hushed
