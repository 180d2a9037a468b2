#include "manual.h"

#include <fmt/format.h>

#include "declared.h"

namespace hushed {
namespace {

constexpr char kHead[] = R"(.TH HUSHED 1 "" "hushed {}" "User Commands"
.SH NAME
hushed \- train one model on many machines that hardly talk
.SH SYNOPSIS
)";

constexpr char kDescription[] = R"(.SH DESCRIPTION
Most training systems send a full gradient at every step.
.B hushed
decides who takes part, when a worker speaks, how much it says and how the server listens.
Workers run on the threads of one machine or, through MPI, on many machines.
A run is a function of its job file and seed: the same model, bit for bit, on any number of threads
and machines.
.PP
A job is a TOML file.
.B hushed list
and
.B hushed describe
tell what it can say, and every key may be changed by
.BR \-\-set .
A run leaves a folder that holds the job with every default filled in, metrics, a summary, the model
and a checkpoint.
Nothing is overwritten unless
.B \-\-force
is given.
.SH COMMANDS
)";

constexpr char kTail[] = R"(.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
A bug of hushed.
.TP
.B 2
The command or the job is wrong.
.TP
.B 3
Data is missing or malformed, or a file cannot be written.
.TP
.B 4
The transport failed.
.TP
.B 5
The training diverged.
.TP
.B 130
Interrupted; a run that was begun can go on with
.BR \-\-resume .
.SH ENVIRONMENT
.TP
.B HUSHED_DATA_DIR
Holds a folder for each data set; in place of /usr/share/datasets.
.SH FILES
.TP
.I RUN_DIR/job.toml
The job with every default filled in; training it again gives the same bits.
.TP
.I RUN_DIR/metrics.jsonl
One line an evaluation.
.TP
.I RUN_DIR/summary.json
How the run ended.
.TP
.I RUN_DIR/model.safetensors
The model.
.TP
.I RUN_DIR/checkpoint/
Where the run stands, for
.BR \-\-resume .
.SH EXAMPLES
.EX
hushed doctor
hushed train job.toml \-o runs/first
hushed compare job.toml \-\-vary algorithm.name=sgd,sasg \-\-seeds 1,19,42
hushed watch runs/first
hushed report runs/first \-o report.html
mpirun \-n 4 hushed train job.toml \-\-transport mpi
.EE
.SH SEE ALSO
The job file, algorithms, data, models and the cluster have pages of their own in the documentation
that is installed with hushed (share/doc/hushed).
)";

std::string Bold(const std::string& text) { return "\\fB" + RoffText(text) + "\\fR"; }
std::string Italic(const std::string& text) { return "\\fI" + RoffText(text) + "\\fR"; }

// "JOB.toml", "[KIND]", "RUN_DIR..."
std::string PositionalText(const CLI::Option& option) {
  const std::string text = Italic(ValueName(option)) + (option.get_expected_max() > 1 ? "..." : "");
  return option.get_required() ? text : "[" + text + "]";
}

// "hushed train JOB.toml [options]"
std::string CallText(const CLI::App& sub) {
  std::string text = Bold("hushed " + sub.get_name());
  for (const CLI::Option* option : PositionalsOf(sub)) text += " " + PositionalText(*option);
  return text + (OptionsOf(sub).size() > 1 ? " [" + Italic("options") + "]" : "");
}

// "-o, --output RUN_DIR"
std::string OptionHead(const CLI::Option& option) {
  std::string head;
  for (const std::string& name : NamesOf(option)) head += (head.empty() ? "" : ", ") + Bold(name);
  return head + (TakesValue(option) ? " " + Italic(ValueName(option)) : "");
}

std::string Sentence(const std::string& text) {
  return RoffText(text) + (text.ends_with('.') ? "\n" : ".\n");
}

std::string Paragraph(const std::string& head, const std::string& text) {
  return ".TP\n" + head + "\n" + Sentence(text);
}

std::string SubcommandText(const CLI::App& sub) {
  std::string text = fmt::format(".SS \"{}\"\n{}", CallText(sub), Sentence(sub.get_description()));
  for (const CLI::Option* option : PositionalsOf(sub)) {
    text += Paragraph(Italic(ValueName(*option)), option->get_description());
  }
  for (const CLI::Option* option : OptionsOf(sub)) {
    if (option != sub.get_help_ptr()) {
      text += Paragraph(OptionHead(*option), option->get_description());
    }
  }
  return text;
}

}  // namespace

std::string RoffText(const std::string& text) {
  std::string roff;
  for (const char c : text) {
    const bool line_begins = roff.empty() || roff.back() == '\n';
    if (line_begins && (c == '.' || c == '\'')) roff += "\\&";
    switch (c) {
      case '\\':
        roff += "\\e";
        break;
      case '-':
        roff += "\\-";
        break;
      case '~':
        roff += "\\(ti";
        break;
      case '^':
        roff += "\\(ha";
        break;
      case '`':
        roff += "\\(ga";
        break;
      case '"':
        roff += "\\(dq";
        break;
      default:
        roff += c;
    }
  }
  return roff;
}

std::string ManualPage(const CLI::App& app, const std::string& version) {
  std::string page = fmt::format(kHead, version);
  const std::vector<const CLI::App*> subs = app.get_subcommands({});
  const char* separator = "";
  for (const CLI::App* sub : subs) {
    page += separator + CallText(*sub) + "\n";
    separator = ".br\n";
  }
  page += kDescription;
  for (const CLI::App* sub : subs) page += SubcommandText(*sub);
  return page + kTail;
}

}  // namespace hushed
