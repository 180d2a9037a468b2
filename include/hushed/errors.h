#pragma once

#include <stdexcept>
#include <string>

namespace hushed {

// Every failure the library reports. The library throws; it never prints and never exits.
// Causes are nested (std::throw_with_nested); Describe() unfolds them.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The command or the job is wrong: the message names file, line, key, value and what is allowed.
class ConfigError : public Error {
 public:
  using Error::Error;
};

// Data is missing or malformed: the message names file, line or byte, and the reason.
class DataError : public Error {
 public:
  using Error::Error;
};

// A message could not be carried, or arrived malformed.
class TransportError : public Error {
 public:
  using Error::Error;
};

// A loss, gradient or model became NaN or infinite.
class DivergedError : public Error {
 public:
  using Error::Error;
};

// The error and its nested causes, outermost first, joined by ": ".
std::string Describe(const std::exception& error);

}  // namespace hushed
