// How much faster N workers are than one: by final errors, and as the authors measured it.
#include <fmt/format.h>

#include <cmath>

#include "local_sgd_skewed.h"
#include "sample.h"

namespace hushed {
namespace {

void AddFinal(const SkewedStudy& study, Findings& findings) {
  const Length &shorter = study.lengths[0], &longer = study.lengths[1];
  const std::string few = fmt::format("N = 20, T = {}", shorter.steps);
  const std::string some = fmt::format("N = 32, T = {}", shorter.steps);
  const std::string many = fmt::format("N = 256, T = {}", longer.steps);
  Table table;
  table.columns = {{"workers average", ""}, {"authors", few},       {"simulation", few},
                   {"hushed ± s.e.", few},  {"simulation", some},   {"hushed ± s.e.", some},
                   {"simulation", many},    {"hushed ± s.e.", many}};
  for (const Known& known : kKnown) {
    std::vector<Table::Cell> row = {{ScheduleNamed(known.schedule).title}, {known.authors_20}};
    const struct {
      double simulated;
      std::uint64_t workers;
      const Length& length;
    } at[] = {{known.speed_up_20, 20, shorter},
              {known.speed_up_32, 32, shorter},
              {known.speed_up_256, 256, longer}};
    for (const auto& [simulated, workers, length] : at) {
      const Estimate speed_up = study.SpeedUp(known.schedule, workers, length);
      row.push_back({KnownText(simulated, "{:.3g}")});
      row.push_back({fmt::format("{:.1f} ± {:.1f}", speed_up.value, speed_up.error)});
    }
    table.rows.push_back(row);
    for (const Length& length : study.lengths) {
      for (const std::uint64_t n : length.workers) {
        AddEstimate(fmt::format("{}{}.{}.speed_up", length.prefix(), known.schedule, n),
                    study.SpeedUp(known.schedule, n, length), findings);
      }
    }
  }
  const Estimate one = study.Error("alone", 1, shorter), other = study.Error("alone", 1, longer);
  AddEstimate(shorter.prefix() + "one_worker.error", one, findings);
  AddEstimate(longer.prefix() + "one_worker.error", other, findings);
  findings.Add(fmt::format("Speed-up by final errors: one worker's over that of N. One worker's "
                           "is {} at T = {} and {} at T = {}, from 16 times as many repetitions "
                           "(authors: 0.041 and 0.005; simulation: 0.0403 and 0.00504).",
                           ErrorText(one), shorter.steps, ErrorText(other), longer.steps),
               table);
}

void AddMedians(const SkewedStudy& study, const Length& length,
                const std::vector<AuthorsCurve>& authors, Findings& findings) {
  Table table;
  table.columns = {{"N", ""}};
  for (const AuthorsCurve& curve : authors) {
    const std::string title = ScheduleNamed(curve.schedule).title;
    table.columns.insert(table.columns.end(), {{"authors' figure", title},
                                               {"hushed, median rule", title},
                                               {"hushed, final errors", title}});
  }
  for (std::size_t i = 0; i < authors[0].points.size(); ++i) {
    const std::uint64_t n = authors[0].points[i].first;
    std::vector<Table::Cell> row = {{fmt::format("{}", n)}};
    for (const AuthorsCurve& curve : authors) {
      const Estimate median = study.MedianSpeedUp(curve.schedule, n, length);
      row.push_back({fmt::format("{:.1f}", curve.points[i].second)});
      row.push_back({fmt::format("{:.1f}", median.value)});
      row.push_back({fmt::format("{:.1f}", study.SpeedUp(curve.schedule, n, length).value)});
      AddEstimate(fmt::format("{}{}.{}.median_speed_up", length.prefix(), curve.schedule, n),
                  median, findings);
    }
    table.rows.push_back(row);
  }
  findings.Add(fmt::format("Speed-up at T = {}.", length.steps), table);
}

}  // namespace

void AddSpeedUps(const SkewedStudy& study, Findings& findings) {
  AddFinal(study, findings);
  findings.Text(
      "The authors' figures divide one worker's final error by the median over the iterations of "
      "each run, from the tenth on, meaned over runs: the median rule. An error falls all along a "
      "run, so the rule understates every speed-up.");
  AddMedians(study, study.lengths[0], kAuthorsShort, findings);
  AddMedians(study, study.lengths[1], kAuthorsLong, findings);
}

}  // namespace hushed
