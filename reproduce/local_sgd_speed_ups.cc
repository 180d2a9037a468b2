// How much faster N workers are than one: by final errors, and as the authors measured it.
#include <fmt/format.h>

#include "local_sgd_skewed.h"
#include "sample.h"

namespace hushed {
namespace {

// A number of workers and a length at which everybody's speed-up is known.
struct Place {
  std::uint64_t workers;
  const Length& length;
  double Known::*simulated;

  std::string title() const { return fmt::format("N = {}, T = {}", workers, length.steps); }
};

void AddSpeedUpNumbers(const SkewedStudy& study, Findings& findings) {
  for (const Length& length : study.lengths) {
    AddEstimate(length.prefix() + "one_worker.error", study.Error("alone", 1, length), findings);
    for (const Known& known : kKnown) {
      for (const std::uint64_t n : length.workers) {
        AddEstimate(fmt::format("{}{}.{}.speed_up", length.prefix(), known.schedule, n),
                    study.SpeedUp(known.schedule, n, length), findings);
      }
    }
  }
}

void AddFinal(const SkewedStudy& study, Findings& findings) {
  const Length &shorter = study.lengths[0], &longer = study.lengths[1];
  const Place places[] = {{20, shorter, &Known::speed_up_20},
                          {32, shorter, &Known::speed_up_32},
                          {256, longer, &Known::speed_up_256}};
  Table table;
  table.columns = {{"workers average", ""}, {"authors", places[0].title()}};
  for (const Place& place : places) {
    table.columns.push_back({"simulation", place.title()});
    table.columns.push_back({"hushed ± s.e.", place.title()});
  }
  for (const Known& known : kKnown) {
    std::vector<Table::Cell> row = {{ScheduleNamed(known.schedule).title}, {known.authors_20}};
    for (const Place& place : places) {
      const std::string name = fmt::format("simulated.{}{}.{}.speed_up", place.length.prefix(),
                                           known.schedule, place.workers);
      const Estimate speed_up = study.SpeedUp(known.schedule, place.workers, place.length);
      row.push_back(KnownCell(name, known.*place.simulated, "{:.3g}", findings));
      row.push_back({fmt::format("{:.1f} ± {:.1f}", speed_up.value, speed_up.error)});
    }
    table.rows.push_back(row);
  }
  AddSpeedUpNumbers(study, findings);
  const Estimate one = study.Error("alone", 1, shorter), other = study.Error("alone", 1, longer);
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
      row.push_back(KnownCell(
          fmt::format("authors.{}{}.{}.median_speed_up", length.prefix(), curve.schedule, n),
          curve.points[i].second, "{:.1f}", findings));
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
