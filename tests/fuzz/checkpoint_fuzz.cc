// Any bytes as a checkpoint, as they are and with a digest that is right: refused by a DataError
// that names the file, or a file whose sections take no more than its size. The first section is
// read as lines of metrics, too.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/memory_archive.h"
#include "hushed/errors.h"
#include "record/checkpoint_file.h"
#include "record/metrics_archive.h"

namespace {

void ReadLines(std::span<const std::byte> bytes) {
  hushed::LoadingArchive archive(bytes);
  try {
    while (!archive.finished()) {
      hushed::MetricsLine line;
      Serialize(archive, line);
    }
  } catch (const hushed::DataError&) {
  }
}

void ReadSections(const std::string& file) {
  // Four bytes of scalar size, then the job and the data: whatever the file itself says.
  hushed::CheckpointHead head;
  if (file.size() >= 32) {
    std::memcpy(&head.scalar_bytes, file.data() + 12, sizeof head.scalar_bytes);
    std::memcpy(&head.job, file.data() + 16, sizeof head.job);
    std::memcpy(&head.data, file.data() + 24, sizeof head.data);
  }
  try {
    hushed::CheckpointReader reader(std::make_unique<std::istringstream>(file), "file", head);
    std::size_t total = 0;
    std::vector<std::byte> section;
    while (!reader.finished()) {
      const bool first = total == 0;
      reader.Next(section);
      total += section.size() + 8;
      if (total > file.size()) std::abort();
      if (first) ReadLines(section);
    }
  } catch (const hushed::DataError& error) {
    if (!std::string_view(error.what()).starts_with("file: ")) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string file(reinterpret_cast<const char*>(data), size);
  ReadSections(file);
  const std::uint64_t digest = hushed::DigestBytes(std::as_bytes(std::span(file)));
  file.append(reinterpret_cast<const char*>(&digest), sizeof digest);
  ReadSections(file);
  return 0;
}
