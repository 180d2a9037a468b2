// Any bytes as an event file of a run that goes on, the first as how many lines it keeps: what is
// left of the file is its beginning, and cutting it once more changes nothing.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "record/fake_runs.h"
#include "record/file.h"
#include "record/line_writer.h"
#include "require.h"
#include "testing/temporary_folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const hushed::TemporaryFolder folder;
  static const auto lines = hushed::LearningRun("sgd", 1, /*rounds=*/2, 1.0).lines;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto kept = std::span(lines).first(1 + data[0] % 3);
  const std::string name = "events.out.tfevents.000001.hushed";
  folder.Write(name, std::string(bytes));
  const auto cut = [&] {
    hushed::MakeEventWriter(folder.path(), [] { return 0.0; })->Begin(kept);
    return hushed::ReadFile(folder / name);
  };
  const std::string left = cut();
  Require(bytes.starts_with(left));
  Require(cut() == left);
  return 0;
}
