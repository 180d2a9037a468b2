// Any bytes as a metrics.jsonl that grows, the first two as where it ends at the first look: two
// looks see what one would, or both refuse with a DataError.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hushed/errors.h"
#include "record/followed_run.h"
#include "record/run_json.h"
#include "require.h"
#include "testing/temporary_folder.h"

namespace {

const hushed::TemporaryFolder& Folder() {
  static const hushed::TemporaryFolder folder;
  return folder;
}

void Write(std::string_view text) { Folder().Write("metrics.jsonl", std::string(text)); }

// The lines as they would be written; nothing when they are refused.
std::optional<std::string> Lines(hushed::FollowedRun& run) try {
  run.Look();
  std::string text;
  for (const hushed::MetricsLine& line : run.run().lines) text += hushed::ToJson(line) + "\n";
  return text;
} catch (const hushed::DataError&) {
  return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  Write(text);
  hushed::FollowedRun once(Folder().path());
  const auto expected = Lines(once);
  Write(text.substr(0, std::min<std::size_t>(data[0] | data[1] << 8, text.size())));
  hushed::FollowedRun twice(Folder().path());
  if (!Lines(twice)) {
    Require(!expected);
    return 0;
  }
  Write(text);
  Require(Lines(twice) == expected);
  return 0;
}
