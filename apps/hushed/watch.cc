// hushed watch: the view of a run that another process trains.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "algorithm/catalogue.h"
#include "commands.h"
#include "config/job_file.h"
#include "core/stopwatch.h"
#include "interrupt.h"
#include "record/followed_run.h"
#include "record/groups.h"
#include "record/plot.h"
#include "record/quantities.h"
#include "record/run_folder.h"
#include "record/run_json.h"
#include "status_text.h"

namespace hushed {
namespace {

constexpr int kLookMilliseconds = 500;
constexpr std::size_t kPaceLines = 10;  // evaluations that rates are measured over

// The job of the run as far as its job.toml can be read; another version may have written it.
std::optional<Job> JobOf(const Run& run) {
  if (run.job_text.empty()) return std::nullopt;
  try {
    return ParseJob(TheCatalogue(), {RunFolder::kJob, run.job_text});
  } catch (const ConfigError&) {
    return std::nullopt;
  }
}

// What a run looks like in text. Times are those of the lines: evaluations do not count.
class View {
 public:
  explicit View(std::string metric) : metric_(std::move(metric)) {}

  // Takes up what was read; throws ConfigError when the first line lacks the metric asked for.
  void Update(const FollowedRun& followed) {
    const Run& run = followed.run();
    if (followed.first_new() == 0) job_ = JobOf(run);
    if (run.lines.empty()) return;
    std::vector<std::string> known;
    for (const auto& [name, value] : run.lines.front().metrics) known.push_back(name);
    const auto has = [&](const std::string& name) { return std::ranges::count(known, name) > 0; };
    if (!metric_.empty() && !has(metric_)) {
      throw ConfigError("--metric: " + UnknownName("metric", metric_, known));
    }
    shown_ = !metric_.empty()       ? metric_
             : has("test_accuracy") ? "test_accuracy"
             : known.empty()        ? ""
             : has("train_loss")    ? "train_loss"
                                    : known.front();
  }

  std::string Label(const FollowedRun& followed) const {
    return followed.is_over() ? followed.run().label() : job_ ? job_->algorithm : "run";
  }

  std::string LineText(const FollowedRun& followed, std::size_t i) const {
    const auto& lines = followed.run().lines;
    const MetricsLine& before = lines[i - std::min(i, kPaceLines)];
    const bool is_end = followed.is_over() && i + 1 == lines.size();  // nothing is left to do
    const Pace pace = PaceOf(job_ && !is_end ? &job_->train : nullptr, before, lines[i],
                             lines[i].seconds - before.seconds);
    std::string text = StatusText(Label(followed), lines[i], MetricsText(lines[i], shown_), pace);
    if (std::isfinite(pace.uplink_bits_per_second)) {
      text +=
          fmt::format("  {}/s", QuantityText(Unit::kBytes, BytesOf(pace.uplink_bits_per_second)));
    }
    return text;
  }

  // Every metric's last value, and the targets.
  std::string ValuesText(const FollowedRun& followed) const {
    std::string text;
    for (const auto& [name, value] : followed.run().lines.back().metrics) {
      text += fmt::format("  {:<22} {:.6g}\n", name, value);
    }
    for (const TargetReached& target : Targets(followed)) {
      text += fmt::format("  {:<22} {}\n", fmt::format("{} {}", target.metric, target.value),
                          target.reached ? fmt::format("reached at step {}", target.at.step)
                                         : std::string("not reached"));
    }
    return text;
  }

  std::string Picture(const FollowedRun& followed, std::size_t columns) const try {
    constexpr int kRows = 16, kWidest = 110;
    Run run = followed.run();
    run.summary.targets = Targets(followed);
    const auto plot = MakePlot({run}, shown_, Against::kSteps);
    if (!plot || columns < 20) return "";
    return plot->title + "\n" +
           DrawText(*plot, std::min(static_cast<int>(columns), kWidest), kRows);
  } catch (const PlotterMissing& missing) {
    return std::string("(no plot: ") + missing.what() + ")\n";
  }

 private:
  // Those of the summary, or while there is none of the job, as far as lines reach them.
  std::vector<TargetReached> Targets(const FollowedRun& followed) const {
    if (followed.is_over() || !job_) return followed.run().summary.targets;
    std::vector<TargetReached> targets;
    for (const Target& target : job_->train.targets) {
      targets.push_back({target.metric, target.value, false, {}});
      for (const MetricsLine& line : followed.run().lines) {
        const double value = MetricOf(line, target.metric);
        if (targets.back().reached || !Reaches(target.metric, value, target.value)) continue;
        targets.back().reached = true;
        targets.back().at = line;
      }
    }
    return targets;
  }

  std::string metric_;  // asked for; may be empty
  std::string shown_;
  std::optional<Job> job_;
};

std::string EndText(const Summary& summary) {
  return fmt::format("{} {} after {} local steps, {} rounds, {}; model_digest {}",
                     summary.label.empty() ? summary.algorithm : summary.label,
                     EndingText(summary.ending), summary.steps, summary.rounds,
                     QuantityText(Unit::kSeconds, summary.seconds.total), summary.model_digest);
}

// A line an evaluation, for files and pipes.
void PrintLines(const FollowedRun& followed, const View& view, bool json) {
  const auto& lines = followed.run().lines;
  for (std::size_t i = followed.first_new(); i < lines.size(); ++i) {
    fmt::print("{}\n", json ? ToJson(lines[i]) : view.LineText(followed, i));
  }
  if (followed.is_over()) {
    const std::string summary = ToJson(followed.run().summary);
    fmt::print("{}\n", json ? nlohmann::ordered_json::parse(summary).dump()
                            : EndText(followed.run().summary));
  }
  std::fflush(stdout);
}

// A screen that is drawn anew in its own place.
class Screen {
 public:
  void Show(const FollowedRun& followed, const View& view) {
    const bool news = followed.first_new() < followed.run().lines.size() || followed.is_over();
    if (news) since_news_.Lap();
    const std::size_t columns = TerminalColumns(STDOUT_FILENO);
    if (news || body_.empty() || columns != columns_) {
      columns_ = columns;
      body_ = Body(followed, view);
    }
    const std::string last =
        followed.is_over()
            ? EndText(followed.run().summary)
            : fmt::format("last written {} ago; Ctrl-C ends the watch, not the run",
                          QuantityText(Unit::kSeconds, std::floor(since_news_.Seconds())));
    const std::string text = Broken(body_ + last + "\n");
    if (rows_ > 0) fmt::print("\033[{}A\033[J", rows_);
    fmt::print("{}", text);
    std::fflush(stdout);
    rows_ = std::ranges::count(text, '\n');
  }

 private:
  std::string Body(const FollowedRun& followed, const View& view) const {
    const auto& lines = followed.run().lines;
    if (lines.empty()) return followed.run().path.string() + ": nothing was evaluated yet\n";
    return followed.run().path.string() + "\n" + view.Picture(followed, columns_) +
           view.LineText(followed, lines.size() - 1) + "\n" + view.ValuesText(followed);
  }

  // Lines that the terminal would wrap are broken between two values, so that the screen is as tall
  // as it is thought to be. Text is ASCII.
  std::string Broken(const std::string& text) const {
    const std::size_t width = std::max<std::size_t>(columns_, 20) - 1;
    std::string broken;
    for (std::size_t at = 0, end; (end = text.find('\n', at)) != text.npos; at = end + 1) {
      std::string line = text.substr(at, end - at);
      while (line.size() > width) {
        std::size_t gap = line.rfind("  ", width);
        if (gap == line.npos || gap == 0) gap = width;
        broken += line.substr(0, gap) + "\n";
        line.erase(0, gap);
      }
      broken += line + "\n";
    }
    return broken;
  }

  Stopwatch since_news_;
  std::string body_;
  std::size_t columns_ = 80;
  std::ptrdiff_t rows_ = 0;
};

}  // namespace

void RunWatch(const WatchCommand& command) {
  FollowedRun followed(command.folder);
  View view(command.metric);
  Screen screen;
  const bool lines = command.json || isatty(STDOUT_FILENO) == 0;
  for (;;) {
    followed.Look();
    view.Update(followed);
    if (lines) {
      PrintLines(followed, view, command.json);
    } else {
      screen.Show(followed, view);
    }
    if (followed.is_over() || Interrupted()) return;
    ::poll(nullptr, 0, kLookMilliseconds);  // a signal ends it early
  }
}

}  // namespace hushed
