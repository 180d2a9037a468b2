// The hushed command: reads the command line, runs one subcommand, turns errors into exit codes.
#include <csignal>
#include <cstdio>
#include <new>
#include <string>
#include <vector>

#include "command_line.h"
#include "completion.h"
#include "core/exit_code.h"
#include "core/keep_memory.h"
#include "hushed/errors.h"
#include "interrupt.h"

namespace hushed {
namespace {

// `hushed complete WORDS...`: what the shells' scripts ask. It is no subcommand: its words are
// anything somebody has typed so far.
void Complete(const CLI::App& app, const std::vector<std::string>& words) {
  for (const std::string& candidate : Completions(app, words)) std::puts(candidate.c_str());
}

int Main(int argc, char** argv) {
  KeepFreedMemory();
  std::signal(SIGXFSZ, SIG_IGN);  // beyond `ulimit -f` a write fails, which names the file
  CommandLine line;
  const std::string first = argc > 1 ? argv[1] : "";
  if (first == "complete") {
    Complete(line.app(), {argv + 2, argv + argc});
    return 0;
  }
  line.RequireKnown(first);
  try {
    line.app().parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return line.app().exit(error) == 0 ? 0 : 2;
  }
  WatchInterrupts();
  line.Run();
  if (std::fflush(stdout) != 0) throw DataError("standard output cannot be written");
  return Interrupted() ? 130 : 0;
}

}  // namespace

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
