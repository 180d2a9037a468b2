#include "data/npz.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "core/options.h"
#include "data/files.h"
#include "data/text_lines.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

constexpr std::string_view kEnding = ".npy";

struct FileCloser {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using File = std::unique_ptr<zip_file_t, FileCloser>;

}  // namespace

struct Npz::State {
  std::string name;
  zip_t* archive = nullptr;
  std::vector<std::string> arrays;
  std::map<std::string, zip_uint64_t> places;  // of each array in the archive

  ~State() {
    if (archive) zip_discard(archive);
  }

  [[noreturn]] void Fail(const std::string& reason) const {
    throw DataError(fmt::format("{}: {}", name, reason));
  }

  // Takes the source, whatever comes of it.
  void Open(zip_source_t* source, zip_error_t& error) {
    if (source) archive = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (!archive) {
      const std::string reason = zip_error_strerror(&error);
      if (source) zip_source_free(source);
      zip_error_fini(&error);
      Fail("not a sound .npz archive: " + reason);
    }
    zip_error_fini(&error);
    const zip_int64_t members = zip_get_num_entries(archive, 0);
    for (zip_int64_t i = 0; i < members; ++i) {
      const auto place = static_cast<zip_uint64_t>(i);
      const char* raw = zip_get_name(archive, place, ZIP_FL_ENC_RAW);
      std::string member = raw ? raw : "";
      if (!member.ends_with(kEnding)) continue;
      member.resize(member.size() - kEnding.size());
      if (!places.emplace(member, place).second) {
        Fail(fmt::format("array '{}' stands twice in it", Shown(member)));
      }
      arrays.push_back(member);
    }
  }
};

Npz::Npz(const std::string& path) : state_(std::make_unique<State>()) {
  state_->name = path;
  std::error_code missing;
  if (!std::filesystem::is_regular_file(path, missing)) {
    throw DataError(path + (std::filesystem::exists(path, missing) ? ": is not a file"
                                                                   : ": there is no such file"));
  }
  zip_error_t error;
  zip_error_init(&error);
  state_->Open(zip_source_file_create(path.c_str(), 0, -1, &error), error);
}

Npz::Npz(std::span<const std::byte> bytes, const std::string& name)
    : state_(std::make_unique<State>()) {
  state_->name = name;
  zip_error_t error;
  zip_error_init(&error);
  state_->Open(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error), error);
}

Npz::~Npz() = default;

const std::vector<std::string>& Npz::arrays() const { return state_->arrays; }

bool Npz::Has(const std::string& array) const { return state_->places.contains(array); }

// A member is read until it ends, never believed to be as long as its header says.
std::vector<std::byte> Npz::Read(const std::string& array, std::uint64_t most) const {
  const auto found = state_->places.find(array);
  if (found == state_->places.end()) {
    std::vector<std::string> known;
    for (const std::string& name : state_->arrays) known.push_back(Shown(name));
    state_->Fail(UnknownName("array", array, known));
  }
  const auto fail = [&](const std::string& reason) {
    state_->Fail(fmt::format("array '{}': {}", Shown(array), reason));
  };
  const File file(zip_fopen_index(state_->archive, found->second, 0));
  if (!file) fail(zip_strerror(state_->archive));
  constexpr std::uint64_t kChunk = std::uint64_t{1} << 20;
  std::vector<std::byte> bytes;
  while (bytes.size() < most) {
    const std::size_t used = bytes.size();
    const std::uint64_t wanted = std::min(kChunk, most - used);
    bytes.resize(used + wanted);
    const zip_int64_t read = zip_fread(file.get(), bytes.data() + used, wanted);
    if (read < 0) fail(zip_file_strerror(file.get()));
    bytes.resize(used + static_cast<std::size_t>(std::max<zip_int64_t>(read, 0)));
    if (bytes.size() > kLargestFile) fail("holds more than 4 GiB");
    if (read == 0) break;
  }
  return bytes;
}

}  // namespace hushed
