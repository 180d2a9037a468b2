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
  return place.array.empty() ? ReadUnpacked(place.file, most)
                             : Npz(place.file).Read(place.array, most);
}

// The whole file of an array that was looked at.
std::vector<std::byte> ReadAgain(const ArrayPlace& place, const NpyHeader& header) {
  std::vector<std::byte> bytes = ReadBytes(place, Npz::kAll);
  const NpyHeader now = ReadNpyHeader(bytes, place.text());
  if (now.shape != header.shape || now.type() != header.type()) {
    throw DataError(place.text() + ": has changed since the training began");
  }
  return bytes;
}

std::vector<std::uint8_t> ReadPixels(const ArrayPlace& place, const NpyHeader& header) {
  return NpyBytes(header, ReadAgain(place, header), place.text());
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

// Rows on their way from arrays to a split.
struct Filling {
  Split& split;
  std::uint64_t kept = 0;    // rows that are needed
  std::uint64_t first = 0;   // the example of the next array's first row
  std::uint64_t stored = 0;  // byte rows that the split has
};

class NumpyRows final : public RowSource {
 public:
  NumpyRows(std::vector<ArrayOfRows> arrays, RowForm form)
      : arrays_(std::move(arrays)), form_(std::move(form)) {}

  void Read(const std::vector<bool>& needed, Split& split) const override {
    Filling filling{split, static_cast<std::uint64_t>(std::ranges::count(needed, true))};
    const bool all = filling.kept == split.size;
    if (all && arrays_.size() == 1 && !form_.channels_last) return ReadWhole(split);
    if (form_.bytes && !all) split.bytes.row_of.assign(split.size, ByteRows::kDropped);
    for (const ArrayOfRows& array : arrays_) {
      const auto begin = needed.begin() + static_cast<std::ptrdiff_t>(filling.first);
      const auto end = begin + static_cast<std::ptrdiff_t>(array.header.shape[0]);
      if (std::count(begin, end, true) > 0) ReadRows(array, {begin, end}, filling);
      filling.first += array.header.shape[0];
    }
    TakeRoom(filling);
  }

 private:
  // One array as it stands: without a copy of its rows.
  void ReadWhole(Split& split) const {
    const auto& [place, header] = arrays_[0];
    if (form_.bytes) {
      split.bytes.values = ReadPixels(place, header);
    } else {
      split.dense = ReadNumbers(place, header);
    }
  }

  void ReadRows(const ArrayOfRows& array, const std::vector<bool>& needed, Filling& filling) const {
    std::vector<std::uint8_t> pixels;
    std::vector<double> numbers;
    if (form_.bytes) {
      pixels = ReadPixels(array.place, array.header);
    } else {
      numbers = ReadNumbers(array.place, array.header);
    }
    TakeRoom(filling);
    Split& split = filling.split;
    for (std::uint64_t i = 0; i < needed.size(); ++i) {
      if (!needed[i]) continue;
      const std::uint64_t from = i * form_.columns, example = filling.first + i;
      if (!form_.bytes) {
        CopyRow(form_, numbers.data() + from, split.dense.data() + example * form_.columns);
        continue;
      }
      const std::uint64_t row = filling.stored++;
      CopyRow(form_, pixels.data() + from, split.bytes.values.data() + row * form_.columns);
      if (!split.bytes.row_of.empty()) {
        split.bytes.row_of[example] = static_cast<std::uint32_t>(row);
      }
    }
  }

  // For all that is kept; called once an array that was read has shown that the columns which its
  // header claims are there.
  void TakeRoom(const Filling& filling) const {
    Split& split = filling.split;
    if (form_.bytes) {
      split.bytes.values.resize(filling.kept * form_.columns);
    } else {
      split.dense.resize(split.size * form_.columns);
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
  return NpyNumbers(header, ReadAgain(place, header), place.text());
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
