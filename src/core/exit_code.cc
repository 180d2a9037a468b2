#include "core/exit_code.h"

#include <filesystem>

#include "hushed/errors.h"

namespace hushed {

namespace {

template <class Kind>
bool Is(const std::exception& error) {
  return dynamic_cast<const Kind*>(&error) != nullptr;
}

}  // namespace

int ExitCodeOf(const std::exception& error) {
  if (Is<ConfigError>(error)) return 2;
  if (Is<DataError>(error) || Is<std::filesystem::filesystem_error>(error)) return 3;
  if (Is<TransportError>(error)) return 4;
  if (Is<DivergedError>(error)) return 5;
  return 1;
}

}  // namespace hushed
