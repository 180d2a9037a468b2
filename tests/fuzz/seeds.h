#pragma once

#include <map>
#include <string>

namespace hushed {

// Inputs that a fuzzer begins from, by their place in the corpus ("message/sign-float"): of the
// formats that hushed writes itself, and of others that are no text to be written by hand. The same
// bytes on every machine.
std::map<std::string, std::string> Seeds();

}  // namespace hushed
