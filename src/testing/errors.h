#pragma once

#include <string>

namespace hushed {

// The text of the Failure that `work` throws; says so when it throws none.
template <class Failure, class Work>
std::string ErrorOf(const Work& work) {
  try {
    work();
  } catch (const Failure& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace hushed
