#include "data/numpy_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "data/files.h"
#include "data/npz.h"
#include "hushed/errors.h"

namespace hushed {
namespace {

std::vector<std::byte> ReadBytes(const ArrayPlace& place, std::size_t most) {
  return place.array.empty() ? ReadFile(place.file, most) : Npz(place.file).Read(place.array, most);
}

// The whole file of an array that was looked at.
std::vector<std::byte> ReadWhole(const ArrayPlace& place, const NpyHeader& header) {
  std::vector<std::byte> bytes = ReadBytes(place, Npz::kAll);
  const NpyHeader now = ReadNpyHeader(bytes, place.text());
  if (now.shape != header.shape || now.type() != header.type()) {
    throw DataError(place.text() + ": has changed since the training began");
  }
  return bytes;
}

// Copies a row, from height x width x channels to channels x height x width where it stands so.
template <class T>
void CopyRow(const RowForm& form, const T* from, T* to) {
  if (!form.channels_last) {
    std::copy_n(from, form.columns, to);
    return;
  }
  const std::uint64_t channels = form.shape[0], area = form.columns / channels;
  for (std::uint64_t c = 0; c < channels; ++c) {
    for (std::uint64_t i = 0; i < area; ++i) to[c * area + i] = from[i * channels + c];
  }
}

class NumpyRows final : public RowSource {
 public:
  NumpyRows(std::vector<ArrayOfRows> arrays, RowForm form)
      : arrays_(std::move(arrays)), form_(std::move(form)) {}

  void Read(const std::vector<bool>& needed, Split& split) const override {
    const auto kept = static_cast<std::uint64_t>(std::ranges::count(needed, true));
    if (kept == split.size && arrays_.size() == 1 && !form_.channels_last) return ReadAll(split);
    if (form_.bytes) {
      split.bytes.values.resize(kept * form_.columns);
      if (kept < split.size) split.bytes.row_of.assign(split.size, ByteRows::kDropped);
    } else {
      split.dense.assign(split.size * form_.columns, 0.0);
    }
    std::uint64_t first = 0, stored = 0;
    for (const auto& [place, header] : arrays_) {
      const std::uint64_t rows = header.shape[0];
      const auto begin = needed.begin() + static_cast<std::ptrdiff_t>(first);
      if (std::count(begin, begin + static_cast<std::ptrdiff_t>(rows), true) > 0) {
        ReadArray(place, header, {begin, begin + static_cast<std::ptrdiff_t>(rows)}, first, stored,
                  split);
      }
      first += rows;
    }
  }

 private:
  // One array as it stands: without a copy of its rows.
  void ReadAll(Split& split) const {
    const auto& [place, header] = arrays_[0];
    if (form_.bytes) {
      split.bytes.values = NpyBytes(header, ReadWhole(place, header), place.text());
    } else {
      split.dense = ReadNumbers(place, header);
    }
  }

  // first: the example of the array's first row; stored: byte rows that the split has already.
  void ReadArray(const ArrayPlace& place, const NpyHeader& header, const std::vector<bool>& needed,
                 std::uint64_t first, std::uint64_t& stored, Split& split) const {
    const std::vector<std::byte> file = ReadWhole(place, header);
    std::vector<std::uint8_t> bytes;
    std::vector<double> numbers;
    if (form_.bytes) {
      bytes = NpyBytes(header, file, place.text());
    } else {
      numbers = NpyNumbers(header, file, place.text());
    }
    for (std::uint64_t i = 0; i < needed.size(); ++i) {
      if (!needed[i]) continue;
      const std::uint64_t from = i * form_.columns;
      if (!form_.bytes) {
        CopyRow(form_, numbers.data() + from, split.dense.data() + (first + i) * form_.columns);
        continue;
      }
      CopyRow(form_, bytes.data() + from, split.bytes.values.data() + stored * form_.columns);
      if (!split.bytes.row_of.empty()) {
        split.bytes.row_of[first + i] = static_cast<std::uint32_t>(stored);
      }
      ++stored;
    }
  }

  std::vector<ArrayOfRows> arrays_;
  RowForm form_;
};

}  // namespace

std::string ArrayPlace::text() const {
  return array.empty() ? file : fmt::format("{}: array '{}'", file, array);
}

NpyHeader LookAt(const ArrayPlace& place) {
  return ReadNpyHeader(ReadBytes(place, kLongestNpyHeader), place.text());
}

std::vector<double> ReadNumbers(const ArrayPlace& place, const NpyHeader& header) {
  return NpyNumbers(header, ReadWhole(place, header), place.text());
}

RowForm FormOf(const ArrayPlace& place, const NpyHeader& header, bool channels_last) {
  if (header.shape.empty() || header.size == 0) {
    throw DataError(
        fmt::format("{}: shape {} holds no examples", place.text(), header.shape_text()));
  }
  RowForm form;
  const std::size_t dimensions = header.shape.size();
  form.columns = header.size / header.shape[0];
  form.shape = {form.columns};
  const bool image = dimensions == 3 || dimensions == 4;
  if (dimensions == 3) form.shape = {1, header.shape[1], header.shape[2]};
  if (dimensions == 4) form.shape = {header.shape.begin() + 1, header.shape.end()};
  if (dimensions == 4 && channels_last) {
    form.channels_last = true;
    std::rotate(form.shape.begin(), form.shape.end() - 1, form.shape.end());
  }
  form.bytes = image && header.kind == 'u' && header.item_bytes == 1;
  return form;
}

std::shared_ptr<const RowSource> MakeNumpyRows(std::vector<ArrayOfRows> arrays, RowForm form) {
  return std::make_shared<const NumpyRows>(std::move(arrays), std::move(form));
}

}  // namespace hushed
