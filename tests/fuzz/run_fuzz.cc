// Any bytes as a line of metrics.jsonl and as summary.json: out comes a DataError that names the
// place, or something that is written and read again without change. And as the whole of
// metrics.jsonl and job.toml of a run folder.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hushed/errors.h"
#include "record/job_difference.h"
#include "record/run_json.h"
#include "record/saved_run.h"
#include "require.h"

namespace {

const std::string kPlace = "run/file:1";

template <class Parse>
auto Accepted(Parse parse, std::string_view text) -> std::optional<decltype(parse(text, kPlace))> {
  try {
    return parse(text, kPlace);
  } catch (const hushed::DataError& error) {
    Require(std::string_view(error.what()).starts_with(kPlace + ":"));
    return std::nullopt;
  }
}

template <class Parse>
void Try(Parse parse, std::string_view text) {
  const auto first = Accepted(parse, text);
  if (!first) return;
  const std::string written = hushed::ToJson(*first);
  const auto second = Accepted(parse, written);
  Require(second && hushed::ToJson(*second) == written);
}

void TryLines(std::string_view text) {
  const auto lines = Accepted(hushed::ParseMetricsLines, text);
  if (!lines) return;
  std::size_t ends = 0;
  for (const char c : text) ends += c == '\n' ? 1 : 0;
  Require(lines->size() == ends);
}

void TryJob(std::string_view text) {
  Require(hushed::JobDifference(text, text).empty());
  Require(hushed::JobDigest(text) == hushed::JobDigest(std::string(text) + "\n# the same\n"));
  Require(text.find(hushed::SeedLine(text)) != text.npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Try(hushed::ParseMetricsLine, text);
  Try(hushed::ParseSummary, text);
  TryLines(text);
  TryJob(text);
  return 0;
}
