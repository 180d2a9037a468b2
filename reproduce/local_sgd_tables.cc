// What the second experiment found, beside the authors' figures and the independent simulation.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "local_sgd_skewed.h"
#include "record/quantities.h"
#include "sample.h"

namespace hushed {
namespace {

// Acceptance of slopes: of both lengths, or of the long one alone.
struct Band {
  const char* schedule;
  double low, high;
  bool long_only;

  bool Holds(const Estimate& slope) const { return slope.value >= low && slope.value <= high; }
};
constexpr Band kBands[] = {{"growing", -1.1, -0.9, false},
                           {"three-quarters", -0.87, -0.6, false},
                           {"root", -0.7, -0.4, false},
                           {"one-shot", -0.2, 0.2, true}};

struct Verdict {
  std::string accepted = "–", holds = "–";
};

// late: the slope at T = late_steps.
Verdict VerdictOn(const std::string& schedule, const Estimate& early, const Estimate& late,
                  std::uint64_t late_steps) {
  for (const Band& its : kBands) {
    if (schedule != its.schedule) continue;
    return {its.long_only ? fmt::format("T = {}: above {}", late_steps, its.low)
                          : fmt::format("[{}, {}]", its.low, its.high),
            YesNo(its.Holds(late) && (its.long_only || its.Holds(early)))};
  }
  return {};
}

void AddSlopes(const SkewedStudy& study, Findings& findings) {
  const Length &shorter = study.lengths[0], &longer = study.lengths[1];
  const std::string first = fmt::format("T = {}", shorter.steps);
  const std::string second = fmt::format("T = {}", longer.steps);
  Table table;
  table.columns = {{"workers average", ""},
                   {"simulation", first},
                   {"hushed [95%]", first},
                   {"simulation", second},
                   {"hushed [95%]", second},
                   {"accepted", ""},
                   {"holds", ""}};
  for (const Known& known : kKnown) {
    const Estimate early = study.Slope(known.schedule, shorter);
    const Estimate late = study.Slope(known.schedule, longer);
    const Verdict verdict = VerdictOn(known.schedule, early, late, longer.steps);
    table.rows.push_back({{ScheduleNamed(known.schedule).title},
                          KnownCell("simulated." + shorter.prefix() + known.schedule + ".slope",
                                    known.slope_1000, "{:.2f}", findings),
                          {IntervalText(early)},
                          KnownCell("simulated." + longer.prefix() + known.schedule + ".slope",
                                    known.slope_8000, "{:.2f}", findings),
                          {IntervalText(late)},
                          {verdict.accepted},
                          {verdict.holds}});
    AddEstimate(shorter.prefix() + known.schedule + ".slope", early, findings);
    AddEstimate(longer.prefix() + known.schedule + ".slope", late, findings);
  }
  findings.Add(
      fmt::format("Slope of log error against log N: over N = 8, 16, 20, 32 with {} repetitions a "
                  "point, and over N = 32, 64, 128, 256 with {}.",
                  shorter.repetitions, longer.repetitions),
      table);
}

void AddErrors(const SkewedStudy& study, Findings& findings) {
  const Length& longer = study.lengths[1];
  Table table;
  table.columns = {{"workers average", ""},    {"averages", ""},
                   {"error", "simulation"},    {"to every step", "simulation"},
                   {"error ± s.e.", "hushed"}, {"to every step [95%]", "hushed"}};
  for (const Known& known : kKnown) {
    const Estimate error = study.Error(known.schedule, 256, longer);
    const Estimate ratio = study.ToSync(known.schedule, 256, longer);
    const bool sync = known.schedule == std::string("sync");
    table.rows.push_back(
        {{ScheduleNamed(known.schedule).title},
         {fmt::format("{}", study.At(known.schedule, 256, longer).summary.rounds)},
         KnownCell("simulated." + longer.prefix() + known.schedule + ".256.error", known.error_256,
                   "{:.3g}", findings),
         sync ? Table::Cell{"1"}
              : KnownCell("simulated." + longer.prefix() + known.schedule + ".256.to_sync",
                          known.error_256 / kKnown[0].error_256, "{:.3g}", findings),
         {ErrorText(error)},
         {sync ? "1" : IntervalText(ratio)}});
    AddEstimate(longer.prefix() + known.schedule + ".256.to_sync", ratio, findings);
  }
  findings.Add(fmt::format("Error after {} local steps with 256 workers.", longer.steps), table);
}

void AddToSync(const SkewedStudy& study, Findings& findings) {
  const Length &shorter = study.lengths[0], &longer = study.lengths[1];
  double largest = 0.0;
  for (const Length& length : study.lengths) {
    for (const Known& known : kKnown) {
      for (const std::uint64_t n : length.workers) {
        const std::string name = fmt::format("{}{}.{}.", length.prefix(), known.schedule, n);
        AddEstimate(name + "error", study.Error(known.schedule, n, length), findings);
        if (known.schedule != std::string("growing")) continue;
        largest = std::max(largest, study.ToSync("growing", n, length).value);
      }
    }
  }
  findings.Number("skewed.growing.largest_to_sync", largest);
  const auto scaled = [&](const char* schedule, std::uint64_t n, const Length& length) {
    const double value =
        static_cast<double>(n * length.steps) * study.Error(schedule, n, length).value;
    findings.Number(fmt::format("{}{}.{}.n_t_error", length.prefix(), schedule, n), value);
    return value;
  };
  findings.Text(fmt::format(
      "The error with R = N growing intervals is at most {:.2f} times that of averaging at every "
      "step over all N and both lengths (accepted up to 1.45). N T error with N = 32, T = {} and N "
      "= 256, T = {}: {:.1f} and {:.1f} averaging at every step (simulation 40.1 and 40.0), {:.1f} "
      "and {:.1f} with R = N growing intervals (simulation 48.0 and 47.3).",
      largest, shorter.steps, longer.steps, scaled("sync", 32, shorter),
      scaled("sync", 256, longer), scaled("growing", 32, shorter), scaled("growing", 256, longer)));
}

// The intervals that grow are the shorter ones early and the longer ones late.
void AddAlongTheRun(const SkewedStudy& study, Findings& findings) {
  const Length& length = study.lengths[0];
  const struct {
    std::uint64_t tenths;
    const char* title;
  } times[] = {{1, "t = T / 10"}, {3, "t = 3 T / 10"}, {10, "t = T"}};
  Table table;
  table.columns = {{"", ""}};
  for (const auto& time : times) table.columns.push_back({time.title, ""});
  for (const std::uint64_t workers : {20, 32}) {
    std::vector<Table::Cell> row = {{fmt::format("N = {}, T = {}", workers, length.steps)}};
    for (const auto& time : times) {
      const Estimate ratio = study.GrowingToEqual(time.tenths, workers, length);
      row.push_back({IntervalText(ratio)});
      AddEstimate(
          fmt::format("{}growing_to_equal.{}.at_{}_tenths", length.prefix(), workers, time.tenths),
          ratio, findings);
    }
    table.rows.push_back(row);
  }
  findings.Add(
      "Error with growing intervals over that with equal ones [95%], R = N, of the mean of the "
      "local models during the run.",
      table);
}

void AddAverages(const SkewedStudy& study, Findings& findings) {
  const Length& shorter = study.lengths[0];
  const struct {
    const char* name;
    const char* title;
    double authors;
  } rows[] = {{"sync", "every step", 1000},
              {"stich", "every floor(sqrt(T / N)) steps (Stich)", 143},
              {"haddadpour", "every floor((T^2 / N)^(1/3)) steps (Haddadpour et al.)", 28},
              {"growing", "R = N, growing", 20},
              {"equal", "R = N, equal", 20},
              {"one-shot", "one average", 1}};
  Table table;
  table.columns = {
      {"workers average", ""}, {"averages, authors", ""},          {"averages", ""},
      {"uplink values", ""},   {"averages * N * d * 8 bytes", ""}, {"to every step [95%]", ""}};
  for (const auto& row : rows) {
    const Summary& run = study.At(row.name, kFewWorkers, shorter).summary;
    const double sent = BytesOf(static_cast<double>(run.final.uplink_value_bits));
    const double formula = static_cast<double>(run.rounds * run.workers * run.dimension * 8);
    const Estimate ratio = study.ToSync(row.name, kFewWorkers, shorter);
    table.rows.push_back({{row.title},
                          KnownCell(fmt::format("authors.skewed.averages.{}", row.name),
                                    row.authors, "{:.0f}", findings),
                          {fmt::format("{}", run.rounds)},
                          {QuantityText(Unit::kBytes, sent)},
                          {QuantityText(Unit::kBytes, formula)},
                          {row.name == std::string("sync") ? "1" : IntervalText(ratio)}});
    findings.Number(fmt::format("skewed.averages.{}", row.name), static_cast<double>(run.rounds));
    findings.Number(fmt::format("skewed.uplink_bytes.{}", row.name), sent);
    findings.Number(fmt::format("skewed.averages_n_d_8.{}", row.name), formula);
    AddEstimate(fmt::format("skewed.to_sync.{}", row.name), ratio, findings);
  }
  findings.Add(fmt::format("What is sent, and the error, with {} workers at T = {}.", kFewWorkers,
                           shorter.steps),
               table);
}

}  // namespace

void AddSkewed(const StudyOptions& options, Findings& findings) {
  const SkewedStudy study = TrainSkewed(options);
  findings.Heading("A kink in the slope: the number of averages decides");
  findings.Text(
      "`jobs/local-sgd-skewed.toml`: F(x) = x^2 above 0 and x^2 / 2 below, additive noise of "
      "deviation 8, x0 = 2, learning rate min(2 / (t + 1), 1/2). Repetitions are coordinates of "
      "one model; coordinate j sees the same noise under every schedule and for every N, so ratios "
      "and slopes are paired. Intervals are 1.96 standard errors, each repetition's influence on "
      "the estimate propagated.");
  AddSlopes(study, findings);
  AddErrors(study, findings);
  AddToSync(study, findings);
  AddAlongTheRun(study, findings);
  AddSpeedUps(study, findings);
  AddAverages(study, findings);
  DrawSkewed(study, findings);
}

}  // namespace hushed
