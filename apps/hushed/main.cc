// The hushed command: reads the command line, runs one subcommand, turns errors into exit codes.
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <functional>
#include <new>

#include "commands.h"
#include "core/options.h"
#include "engine/host.h"
#include "hushed/errors.h"
#include "interrupt.h"

namespace hushed {
namespace {

// glibc would give the large activations of a network back to the system at every step.
void KeepMemory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

class CommandLine {
 public:
  explicit CommandLine(std::function<void()>& chosen) : chosen_(chosen) {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "hushed " + Version());
    app_.footer("A job is a TOML file; `hushed list` and `hushed describe` tell what it can say.");
    AddTrain();
    AddCompare();
    AddReport();
    AddWatch();
    AddLists();
    AddInspect();
    AddEvaluate();
    AddPredict();
    auto* version = app_.add_subcommand("version", "Version, build and machine");
    version->add_flag("--json", json_, "As JSON");
    version->callback([this] { chosen_ = [this] { RunVersion(json_); }; });
  }
  CLI::App& app() { return app_; }

  // Throws ConfigError when the first word is no subcommand, with the nearest one.
  void RequireKnown(const std::string& word) const {
    std::vector<std::string> known;
    for (const CLI::App* sub : app_.get_subcommands({})) known.push_back(sub->get_name());
    if (word.empty() || word[0] == '-' || std::ranges::count(known, word) > 0) return;
    throw ConfigError(UnknownName("subcommand", word, known));
  }

 private:
  static void AddOverrides(CLI::App* sub, std::vector<std::string>& overrides) {
    sub->add_option("--set", overrides, "Change one key of the job: --set train.workers=20")
        ->type_name("KEY=VALUE")
        ->take_all();
  }
  static void AddThreads(CLI::App* sub, std::size_t& threads) {
    sub->add_option("--threads", threads, "Threads; results do not depend on it (default: cores)")
        ->check(CLI::Range(1, 4096));
  }

  void AddTrain() {
    auto* sub = app_.add_subcommand("train", "Train one job into a run folder");
    sub->add_option("job", train_.job, "Job file")->required()->type_name("JOB.toml");
    sub->add_option("-o,--output", train_.folder, "Run folder")->type_name("RUN_DIR");
    AddOverrides(sub, train_.overrides);
    AddThreads(sub, train_.threads);
    sub->add_option(
           "--transport", train_.transport,
           "How workers are reached: threads of this process, or mpi: the ranks that mpirun "
           "or srun started")
        ->check(CLI::IsMember({"threads", "mpi"}));
    sub->add_option("--init", train_.init, "Begin with the model in this file (train.init)")
        ->type_name("FILE.safetensors");
    auto* force = sub->add_flag("--force", train_.force, "Replace an existing run folder");
    sub->add_flag("--resume", train_.resume, "Go on with the run in the folder, to the same result")
        ->excludes(force);
    sub->add_flag("--quiet", train_.quiet, "No progress, only the result");
    sub->add_flag("--json", train_.json, "Print the summary as JSON");
    sub->callback([this] { chosen_ = [this] { RunTrain(train_); }; });
  }
  void AddCompare() {
    auto* sub = app_.add_subcommand("compare", "Train several jobs: one table, one report");
    sub->add_option("jobs", compare_.jobs, "Job files")->required()->type_name("JOB.toml");
    sub->add_option("-o,--output", compare_.folder, "Folder of the runs")->type_name("DIR");
    AddOverrides(sub, compare_.overrides);
    sub->add_option("--vary", compare_.vary, "Train once per value: --vary algorithm.name=sgd,sasg")
        ->type_name("KEY=A,B,C")
        ->take_all();
    sub->add_option("--seeds", compare_.seeds, "Train once per seed: --seeds 1,19,42")
        ->delimiter(',');
    AddThreads(sub, compare_.threads);
    sub->add_flag("--force", compare_.force, "Replace existing run folders");
    sub->add_flag("--quiet", compare_.quiet, "No progress, only the table");
    sub->add_flag("--json", compare_.json, "Print the summaries as JSON");
    sub->callback([this] { chosen_ = [this] { RunCompare(compare_); }; });
  }
  void AddReport() {
    auto* sub = app_.add_subcommand("report", "Write one HTML report of runs, or a picture (.svg)");
    sub->add_option("runs", report_.runs, "Run folders")->required()->type_name("RUN_DIR");
    sub->add_option("-o,--output", report_.file, "The report")
        ->required()
        ->type_name("FILE.html|.svg");
    sub->add_flag("--force", report_.force, "Replace an existing report");
    sub->add_flag("--json", report_.json, "Print the summaries as JSON");
    sub->callback([this] { chosen_ = [this] { RunReport(report_); }; });
  }
  void AddWatch() {
    auto* sub = app_.add_subcommand("watch", "Follow a run that another process trains");
    sub->add_option("run", watch_.folder, "Run folder")->required()->type_name("RUN_DIR");
    sub->add_option("--metric", watch_.metric,
                    "What to plot (default: test_accuracy or train_loss)")
        ->type_name("NAME");
    sub->add_flag(
        "--json", watch_.json,
        "Print the lines of metrics.jsonl as they come, at the end the summary in a line");
    sub->callback([this] { chosen_ = [this] { RunWatch(watch_); }; });
  }
  void AddLists() {
    auto* list = app_.add_subcommand("list", "What a job can name");
    list->add_option("kind", list_.kind, "algorithms, models, compress, trigger, ...");
    list->add_flag("--json", list_.json, "As JSON");
    list->callback([this] { chosen_ = [this] { RunList(list_); }; });
    auto* describe = app_.add_subcommand("describe", "One entry: what it does and its options");
    describe->add_option("kind", list_.kind, "algorithm, model, compress, ...")->required();
    describe->add_option("name", list_.name, "Its name, as listed")->required();
    describe->add_flag("--json", list_.json, "As JSON");
    describe->callback([this] { chosen_ = [this] { RunDescribe(list_); }; });
  }
  void AddInspect() {
    auto* sub = app_.add_subcommand(
        "inspect", "What a job will do: its partition, model layout, memory and bits");
    sub->add_option("job", inspect_.job, "Job file")->required()->type_name("JOB.toml");
    AddOverrides(sub, inspect_.overrides);
    AddThreads(sub, inspect_.threads);
    sub->add_flag("--json", inspect_.json, "As JSON");
    sub->callback([this] { chosen_ = [this] { RunInspect(inspect_); }; });
  }

  // What evaluate and predict have in common.
  static void AddRun(CLI::App* sub, EvaluateCommand& command) {
    sub->add_option("run", command.run, "Run folder")->required()->type_name("RUN_DIR");
    sub->add_option("--data", command.data,
                    "Other examples in place of the test split: a file (data.test_path) or, for "
                    "images, a folder (data.path)")
        ->type_name("PATH");
    AddOverrides(sub, command.overrides);
    AddThreads(sub, command.threads);
    sub->add_flag("--json", command.json, "As JSON");
  }
  void AddEvaluate() {
    auto* sub = app_.add_subcommand("evaluate", "Losses and accuracy of a run's model");
    AddRun(sub, evaluate_);
    sub->callback([this] { chosen_ = [this] { RunEvaluate(evaluate_); }; });
  }
  void AddPredict() {
    auto* sub = app_.add_subcommand("predict", "What a run's model says of each example");
    AddRun(sub, predict_);
    sub->add_option("-o,--output", predict_.file, "The predictions")
        ->required()
        ->type_name("FILE.csv");
    sub->add_option("--split", predict_.split, "Whose examples: test or train")
        ->check(CLI::IsMember({"test", "train"}));
    sub->add_flag("--scores", predict_.scores, "Also the scores behind each answer");
    sub->add_flag("--force", predict_.force, "Replace an existing file");
    sub->callback([this] { chosen_ = [this] { RunPredict(predict_); }; });
  }

  CLI::App app_{"hushed trains one model on many machines that hardly talk."};
  std::function<void()>& chosen_;
  TrainCommand train_;
  CompareCommand compare_;
  ReportCommand report_;
  WatchCommand watch_;
  ListCommand list_;
  InspectCommand inspect_;
  EvaluateCommand evaluate_;
  PredictCommand predict_;
  bool json_ = false;
};

int Main(int argc, char** argv) {
  KeepMemory();
  std::signal(SIGXFSZ, SIG_IGN);  // beyond `ulimit -f` a write fails, which names the file
  std::function<void()> chosen;
  CommandLine line(chosen);
  line.RequireKnown(argc > 1 ? argv[1] : "");
  try {
    line.app().parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return line.app().exit(error) == 0 ? 0 : 2;
  }
  WatchInterrupts();
  chosen();
  if (std::fflush(stdout) != 0) throw DataError("standard output cannot be written");
  return Interrupted() ? 130 : 0;
}

}  // namespace

int ExitCodeOf(const std::exception& error) {
  if (dynamic_cast<const ConfigError*>(&error)) return 2;
  if (dynamic_cast<const DataError*>(&error)) return 3;
  if (dynamic_cast<const TransportError*>(&error)) return 4;
  if (dynamic_cast<const DivergedError*>(&error)) return 5;
  return 1;
}

}  // namespace hushed

int main(int argc, char** argv) {
  try {
    return hushed::Main(argc, argv);
  } catch (const hushed::ToldElsewhere& told) {
    return told.exit_code;
  } catch (const std::bad_alloc&) {
    std::fputs("hushed: there is not enough memory; `hushed inspect` estimates what a job needs\n",
               stderr);
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hushed: %s\n", hushed::Describe(error).c_str());
    return hushed::ExitCodeOf(error);
  }
}
