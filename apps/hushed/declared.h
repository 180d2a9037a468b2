#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace hushed {

// What the declarations of the command line say, in the words of the manual page and of completion.

// Whether a value follows the option's name: not for flags.
bool TakesValue(const CLI::Option& option);

// The values it is checked to be one of; empty: others are allowed.
std::vector<std::string> ChoicesOf(const CLI::Option& option);

// What its value is called: "JOB.toml", "KEY=VALUE", "threads|mpi".
std::string ValueName(const CLI::Option& option);

// "-o" and "--output"; none for positional arguments.
std::vector<std::string> NamesOf(const CLI::Option& option);

// The positional arguments in their order, and the options.
std::vector<const CLI::Option*> PositionalsOf(const CLI::App& app);
std::vector<const CLI::Option*> OptionsOf(const CLI::App& app);

}  // namespace hushed
