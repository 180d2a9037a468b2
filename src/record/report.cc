#include "record/report.h"

#include <set>
#include <string>

#include "hushed/errors.h"
#include "record/file.h"
#include "record/groups.h"
#include "record/plot.h"
#include "record/report_style.h"
#include "record/run_folder.h"
#include "record/table.h"

namespace hushed {
namespace {

// "407,050"
std::string Grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string Counted(std::uint64_t count, const std::string& noun) {
  return Grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

// A word of a POSIX shell command.
std::string ShellWord(const std::string& text) {
  const std::string plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+=:,@";
  if (!text.empty() && text.find_first_not_of(plain) == text.npos) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

std::string Title(const std::vector<Group>& groups) {
  constexpr std::size_t kNamed = 4;
  if (groups.size() > kNamed) return Counted(groups.size(), "algorithm") + " compared";
  std::string title;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    title += (i == 0 ? "" : i + 1 == groups.size() ? " and " : ", ") + groups[i].label;
  }
  return title;
}

// ", 10 workers": the value all runs agree on, or the range they span. Runs without a summary know
// none.
std::string Span(const std::vector<Run>& runs, std::uint64_t Summary::*field,
                 const std::string& noun) {
  std::set<std::uint64_t> values;
  for (const Run& run : runs) {
    if (run.summary.*field > 0) values.insert(run.summary.*field);
  }
  if (values.empty()) return "";
  if (values.size() == 1) return ", " + Counted(*values.begin(), noun);
  return ", " + Grouped(*values.begin()) + " to " + Counted(*values.rbegin(), noun);
}

std::string Head(const std::vector<Run>& runs, const std::vector<Group>& groups) {
  const std::string title = EscapeHtml(Title(groups));
  std::set<std::uint64_t> seeds;
  for (const Run& run : runs) seeds.insert(run.summary.seed);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         title + " - hushed</title>\n<style>" + kReportStyle + "</style>\n</head>\n<body>\n<h1>" +
         title + "</h1>\n<p class=\"facts\">" + Counted(runs.size(), "run") +
         Span(runs, &Summary::workers, "worker") + Span(runs, &Summary::dimension, "parameter") +
         ", " + Counted(seeds.size(), "seed") + ". Trained by hushed.</p>\n";
}

std::string Comparison(const std::vector<Run>& runs, const std::vector<Group>& groups) {
  std::string text = "<h2>Comparison</h2>\n<div class=\"wide\">\n" + ToHtml(CompareRuns(runs)) +
                     "</div>\n<p class=\"note\">Values at the last evaluation; counters are summed "
                     "over all workers. Uplink is the true size of the messages: values, "
                     "positions and headers.";
  if (groups.size() < runs.size()) text += " Over seeds: mean ± sample deviation.";
  return text + "</p>\n";
}

std::string Plots(const std::vector<Run>& runs, const std::vector<Group>& groups) {
  std::string text;
  int drawn = 0;
  for (const std::string& metric : MetricsToShow(runs)) {
    std::string figures;
    for (const Against against : kAllAgainst) {
      const auto plot = MakePlot(runs, metric, against);
      if (!plot) continue;
      const PlotLook look{.id = "p" + std::to_string(++drawn)};
      figures += "<figure>\n<figcaption>" + EscapeHtml(plot->title) + "</figcaption>\n" +
                 DrawSvg(*plot, look) + "</figure>\n";
    }
    if (figures.empty()) continue;
    text += "<h2>" + EscapeHtml(MetricTitle(metric)) + "</h2>\n<div class=\"plots\">\n" + figures +
            "</div>\n";
  }
  if (groups.size() < runs.size()) {
    text += "<p class=\"note\">Lines are means over seeds, bands their least and largest.</p>\n";
  }
  return text;
}

std::string PlotsOrNote(const std::vector<Run>& runs, const std::vector<Group>& groups) {
  try {
    return Plots(runs, groups);
  } catch (const PlotterMissing& missing) {
    return std::string("<h2>Plots</h2>\n<p class=\"note\">There are none: ") +
           EscapeHtml(missing.what()) +
           ". Install it and write the report again with the command below.</p>\n";
  }
}

std::string Row(const std::string& name, const std::string& value) {
  return "<tr><th>" + EscapeHtml(name) + "</th><td>" + EscapeHtml(value) + "</td></tr>\n";
}

std::string RunFacts(const Run& run) {
  const Summary& summary = run.summary;
  const auto time = [](double seconds) { return QuantityText(Unit::kSeconds, seconds); };
  std::string text =
      "<table>\n" + Row("ending", summary.ending) + Row("rounds", Grouped(summary.rounds)) +
      Row("local steps", Grouped(summary.steps)) +
      Row("time", time(summary.seconds.total) + ": compute " + time(summary.seconds.compute) +
                      ", compress " + time(summary.seconds.compress) + ", transport " +
                      time(summary.seconds.transport) + ", wait " + time(summary.seconds.wait) +
                      ", aggregate " + time(summary.seconds.aggregate) + ", evaluate " +
                      time(summary.seconds.evaluate));
  for (const auto& [metric, value] : summary.best) {
    text += Row("best " + MetricTitle(metric), QuantityText(MetricUnit(metric), value));
  }
  if (summary.peak_memory_bytes > 0) {
    const auto bytes = static_cast<double>(summary.peak_memory_bytes);
    text += Row("peak memory", QuantityText(Unit::kBytes, bytes));
  }
  if (!summary.model_digest.empty()) text += Row("model digest", summary.model_digest);
  for (const auto& [name, value] : summary.host) text += Row(name, value);
  return text + "</table>\n";
}

std::string RunDetails(const Group& group) {
  std::string text;
  for (const Run* run : group.runs) {
    const std::string job = (run->path / RunFolder::kJob).string();
    text += "<details>\n<summary><strong>" + EscapeHtml(group.label) + "</strong>, seed " +
            std::to_string(run->summary.seed) +
            (run->path.empty() ? "" : " - " + EscapeHtml(run->path.string())) +
            "</summary>\n<div>\n" + RunFacts(*run);
    if (!run->path.empty()) {
      text += "<pre>" + EscapeHtml("hushed train " + ShellWord(job) + " -o again") + "</pre>\n";
    }
    text += "<pre>" + EscapeHtml(run->job_text) + "</pre>\n</div>\n</details>\n";
  }
  return text;
}

std::string Reproduce(const std::vector<Run>& runs, const std::filesystem::path& file) {
  std::string command = "hushed report";
  for (const Run& run : runs) {
    if (!run.path.empty()) command += " " + ShellWord(run.path.string());
  }
  return "<h2>How to reproduce</h2>\n<p>Each run above holds its job with every default filled in. "
         "Training that job again gives the same model, bit for bit, on any number of threads of "
         "the same build and type of processor: its digest is equal. This page is made by</p>\n"
         "<pre>" +
         EscapeHtml(command + " -o " + ShellWord(file.string())) + "</pre>\n</body>\n</html>\n";
}

}  // namespace

void WriteReport(const std::vector<Run>& runs, const std::filesystem::path& file) {
  if (runs.empty()) throw ConfigError("a report needs at least one run");
  const std::vector<Group> groups = GroupRuns(runs);
  std::string html = Head(runs, groups) + Comparison(runs, groups) + PlotsOrNote(runs, groups);
  html += "<h2>Runs</h2>\n";
  for (const Group& group : groups) html += RunDetails(group);
  html += Reproduce(runs, file);
  ReplaceFile(file, {html});
}

}  // namespace hushed
