#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace hushed {

// The manual page hushed(1) in roff's man macros, made from the declarations of the command line.
// It bears no date: the same build prints the same page.
std::string ManualPage(const CLI::App& app, const std::string& version);

// Text as roff prints it unchanged: no macro, no escape, no hyphen where a minus stands.
std::string RoffText(const std::string& text);

}  // namespace hushed
