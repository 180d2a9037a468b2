#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace hushed {

// What may stand in the place of the last word. words: those behind `hushed` up to the cursor; the
// last is what is typed of one, possibly nothing. Candidates are whole words, in order; more is to
// follow on those that end in '/', '=', '.' or ','. Nothing is known to be wrong: no candidates.
std::vector<std::string> Completions(const CLI::App& app, const std::vector<std::string>& words);

// Shells that have a script: bash, fish, zsh.
std::vector<std::string> CompletedShells();

// The script that makes a shell ask `hushed complete WORDS...`, which prints Completions(), one a
// line. It needs nothing but the shell. shell: one of CompletedShells().
std::string CompletionScript(const std::string& shell);

}  // namespace hushed
