#include "hushed/errors.h"

namespace hushed {

std::string Describe(const std::exception& error) {
  std::string text = error.what();
  try {
    std::rethrow_if_nested(error);
  } catch (const std::exception& cause) {
    text += ": " + Describe(cause);
  } catch (...) {
    text += ": unknown cause";
  }
  return text;
}

}  // namespace hushed
