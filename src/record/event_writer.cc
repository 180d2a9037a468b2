// TensorBoard's event files.
//
// A file is a sequence of TFRecords, little-endian:
//   length (8 bytes) | masked CRC-32C of these 8 | data | masked CRC-32C of data
// whose data is an Event of protocol buffers:
//   field  type          meaning
//   1      double        wall time, seconds since 1970
//   2      varint        step
//   3      string        "brain.Event:2", in the first record and there alone
//   5      message       Summary: field 1 (repeated) Value { 1: tag, 2: number, float }
//   7      message       SessionLog { 1: status }, START = 1
//
// A line of metrics.jsonl is one record, at step = its local steps, with a Value for each of its
// numbers but the step, named as there. A Value is a float: counts above 2^24 are rounded.
//
// A run that goes on cuts off the records of steps that were lost, and opens another file. Its
// second record is a START at the step after the last one kept: a TensorBoard that is looking has
// the lost steps in memory, and drops what it has from there on.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "hushed/errors.h"
#include "record/crc32c.h"
#include "record/file.h"
#include "record/json_reader.h"
#include "record/line_writer.h"
#include "record/run_json.h"

static_assert(std::endian::native == std::endian::little, "numbers are copied as they stand");

namespace hushed {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kBegin = "events.out.tfevents.", kEnd = ".hushed";
constexpr char kSummary = 5 << 3 | 2;  // what a field 5 begins with
constexpr std::size_t kLengthBytes = 8, kCrcBytes = 4, kHeadBytes = kLengthBytes + kCrcBytes;

template <class T>
std::string Raw(T value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

template <class T>
T ValueAt(std::string_view bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::string Varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}

// A field of type bytes, string or message; its number is below 16.
std::string Field(int number, std::string_view content) {
  std::string bytes(1, static_cast<char>(number << 3 | 2));
  return bytes.append(Varint(content.size())).append(content);
}

std::string Head(double wall_time, std::uint64_t step) {
  return "\x09" + Raw(wall_time) + "\x10" + Varint(step);
}

// The step of a line's event; nothing for others.
std::optional<std::uint64_t> LineStep(std::string_view event) {
  constexpr std::size_t kStep = 1 + sizeof(double);
  if (event.size() <= kStep || event[kStep] != '\x10') return std::nullopt;
  std::uint64_t step = 0;
  int shift = 0;
  for (std::size_t at = kStep + 1; at + 1 < event.size() && shift < 64; ++at, shift += 7) {
    const auto byte = static_cast<unsigned char>(event[at]);
    step |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte >= 0x80) continue;
    return event[at + 1] == kSummary ? std::optional(step) : std::nullopt;
  }
  return std::nullopt;
}

std::string Record(std::string_view event) {
  const std::string length = Raw(static_cast<std::uint64_t>(event.size()));
  return length + Raw(MaskedCrc32c(length)) + std::string(event) + Raw(MaskedCrc32c(event));
}

// The event at the head of `file`; nothing where it ends or is damaged.
std::optional<std::string_view> FirstEvent(std::string_view file) {
  if (file.size() < kHeadBytes + kCrcBytes) return std::nullopt;
  if (ValueAt<std::uint32_t>(file, kLengthBytes) != MaskedCrc32c(file.substr(0, kLengthBytes))) {
    return std::nullopt;
  }
  const auto size = ValueAt<std::uint64_t>(file, 0);
  if (size > file.size() - kHeadBytes - kCrcBytes) return std::nullopt;
  const std::string_view event = file.substr(kHeadBytes, size);
  if (ValueAt<std::uint32_t>(file, kHeadBytes + size) != MaskedCrc32c(event)) return std::nullopt;
  return event;
}

// Bytes of the file up to the first line after step `last`, of which `times` lines are kept: less
// those that were found.
std::size_t KeptBytes(std::string_view file, std::uint64_t last, std::size_t& times) {
  std::size_t kept = 0;
  while (const auto event = FirstEvent(file.substr(kept))) {
    const auto step = LineStep(*event);
    if ((step && *step > last) || (step == last && times == 0)) break;
    if (step == last) --times;
    kept += kHeadBytes + event->size() + kCrcBytes;
  }
  return kept;
}

// 0 when its name holds none.
int NumberOf(const fs::path& file) {
  const std::string name = file.filename().string();
  int number = 0;
  std::from_chars(name.data() + kBegin.size(), name.data() + name.size(), number);
  return number;
}

std::string SummaryOf(const MetricsLine& line) {
  const Json json = ParseJson(ToJson(line), "line");
  std::string values;
  for (const auto& item : json.items()) {
    if (item.key() == "step") continue;
    const float number = item.value().is_null() ? std::numeric_limits<float>::quiet_NaN()
                                                : item.value().get<float>();
    values += Field(1, Field(1, item.key()) + "\x15" + Raw(number));
  }
  return values;
}

class EventWriter final : public LineWriter {
 public:
  EventWriter(fs::path folder, WallClock clock)
      : folder_(std::move(folder)), clock_(std::move(clock)) {}

  void Begin(std::span<const MetricsLine> kept) override try {
    file_.reset();
    next_number_ = 1;
    first_step_.reset();
    const auto files = EventFilesIn(folder_);
    if (kept.empty()) {
      for (const fs::path& file : files) fs::remove(file);
      return;
    }
    CutAfter(kept, files);
    first_step_ = kept.back().step + 1;
    if (!files.empty()) next_number_ = NumberOf(files.back()) + 1;
  } catch (const fs::filesystem_error& error) {
    throw DataError("event files in '" + folder_.string() + "': " + error.what());
  }

  void Append(const MetricsLine& line) override {
    if (!file_) Open();
    file_->Write(Record(Head(clock_(), line.step) + Field(5, SummaryOf(line))));
  }

 private:
  static void CutAfter(std::span<const MetricsLine> kept, const std::vector<fs::path>& files) {
    const std::uint64_t last = kept.back().step;
    auto times = static_cast<std::size_t>(std::ranges::count(kept, last, &MetricsLine::step));
    for (const fs::path& file : files) {
      const std::string bytes = ReadFile(file);
      const std::size_t size = KeptBytes(bytes, last, times);
      if (size < bytes.size()) fs::resize_file(file, size);
    }
  }

  // With the first line: a run that has nothing left to do needs no further file.
  void Open() {
    const fs::path path = folder_ / fmt::format("{}{:06}{}", kBegin, next_number_, kEnd);
    file_.emplace(path, OutputFile::Existing::kReplace);
    file_->Write(Record("\x09" + Raw(clock_()) + Field(3, "brain.Event:2")));
    if (first_step_) file_->Write(Record(Head(clock_(), *first_step_) + Field(7, "\x08\x01")));
  }

  fs::path folder_;
  WallClock clock_;
  int next_number_ = 1;
  std::optional<std::uint64_t> first_step_;  // of a run that goes on
  std::optional<OutputFile> file_;
};

}  // namespace

std::vector<fs::path> EventFilesIn(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kBegin) && name.ends_with(kEnd)) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::unique_ptr<LineWriter> MakeEventWriter(const fs::path& folder, WallClock clock) {
  return std::make_unique<EventWriter>(folder, std::move(clock));
}

}  // namespace hushed
