#include "processor.h"

#include <unistd.h>

#include <cstring>

namespace hushed {

#ifdef __x86_64__

// EXTENSION(name, macro): the compiler defines the macro as 1 when it may use the extension.
#define HUSHED_EXTENSIONS(EXTENSION)  \
  EXTENSION("sse4.2", __SSE4_2__)     \
  EXTENSION("avx", __AVX__)           \
  EXTENSION("avx2", __AVX2__)         \
  EXTENSION("fma", __FMA__)           \
  EXTENSION("bmi2", __BMI2__)         \
  EXTENSION("avx512f", __AVX512F__)   \
  EXTENSION("avx512vl", __AVX512VL__) \
  EXTENSION("avx512bw", __AVX512BW__) \
  EXTENSION("avx512dq", __AVX512DQ__)
#define HUSHED_TEXT(macro) #macro
#define HUSHED_IS_DEFINED(macro) (HUSHED_TEXT(macro)[0] == '1')

namespace {

// What runs before the program may use nothing beyond the first x86-64, the library included.
#define HUSHED_BASE_ONLY gnu::target("arch=x86-64")

[[noreturn, HUSHED_BASE_ONLY]] void Refuse(const char* extension) {
  const char* parts[] = {"hushed: this processor has no ", extension,
                         ", which this build uses (HUSHED_ARCH=" HUSHED_ARCH
                         "); build hushed on this machine or for one like it\n"};
  for (const char* part : parts) (void)!write(STDERR_FILENO, part, strlen(part));
  _exit(2);
}

[[gnu::constructor(101), HUSHED_BASE_ONLY]] void RequireProcessor() {
  __builtin_cpu_init();
#define HUSHED_REQUIRE(name, macro) \
  if (HUSHED_IS_DEFINED(macro) && !__builtin_cpu_supports(name)) Refuse(name);
  HUSHED_EXTENSIONS(HUSHED_REQUIRE)
#undef HUSHED_REQUIRE
}

std::vector<std::string> Extensions(bool used) {
  std::vector<std::string> names;
#define HUSHED_NOTE(name, macro) \
  if (HUSHED_IS_DEFINED(macro) == used && __builtin_cpu_supports(name)) names.push_back(name);
  HUSHED_EXTENSIONS(HUSHED_NOTE)
#undef HUSHED_NOTE
  return names;
}

}  // namespace

std::vector<std::string> ExtensionsUsed() { return Extensions(true); }
std::vector<std::string> ExtensionsUnused() { return Extensions(false); }

#else

std::vector<std::string> ExtensionsUsed() { return {}; }
std::vector<std::string> ExtensionsUnused() { return {}; }

#endif

}  // namespace hushed
