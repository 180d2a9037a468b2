// Any bytes as a line of metrics.jsonl and as summary.json: out comes a DataError that names the
// place, or something that is written and read again without change.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "hushed/errors.h"
#include "record/run_json.h"

namespace {

const std::string kPlace = "run/file:1";

template <class Parse>
auto Accepted(Parse parse, std::string_view text) -> std::optional<decltype(parse(text, kPlace))> {
  try {
    return parse(text, kPlace);
  } catch (const hushed::DataError& error) {
    if (!std::string_view(error.what()).starts_with(kPlace + ": ")) std::abort();
    return std::nullopt;
  }
}

template <class Parse>
void Try(Parse parse, std::string_view text) {
  const auto first = Accepted(parse, text);
  if (!first) return;
  const std::string written = hushed::ToJson(*first);
  const auto second = Accepted(parse, written);
  if (!second || hushed::ToJson(*second) != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Try(hushed::ParseMetricsLine, text);
  Try(hushed::ParseSummary, text);
  return 0;
}
