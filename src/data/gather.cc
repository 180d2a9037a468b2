#include <algorithm>
#include <array>

#include "data/dataset.h"

namespace hushed {
namespace {

// What each of the 256 pixel values becomes in each channel.
template <class Real>
std::vector<std::array<Real, 256>> PixelTables(const ByteRows& rows) {
  std::vector<std::array<Real, 256>> tables(rows.mean.size());
  for (std::size_t channel = 0; channel < tables.size(); ++channel) {
    for (int pixel = 0; pixel < 256; ++pixel) {
      tables[channel][static_cast<std::size_t>(pixel)] =
          static_cast<Real>((pixel / 255.0 - rows.mean[channel]) / rows.deviation[channel]);
    }
  }
  return tables;
}

template <class Real>
void GatherBytes(const ByteRows& rows, std::uint64_t columns,
                 std::span<const std::uint32_t> examples, std::span<Real> out) {
  const std::size_t area = columns / rows.mean.size();
  const auto tables = PixelTables<Real>(rows);
  Real* to = out.data();
  for (const std::uint32_t example : examples) {
    const std::uint8_t* from = rows.values.data() + example * columns;
    for (const auto& table : tables) {
      for (std::size_t i = 0; i < area; ++i) *to++ = table[*from++];
    }
  }
}

template <class Real>
void GatherSparse(const SparseRows& rows, std::uint64_t columns,
                  std::span<const std::uint32_t> examples, std::span<Real> out) {
  std::fill(out.begin(), out.end(), Real{0});
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const auto row = out.subspan(i * columns, columns);
    for (auto k = rows.row_begin[examples[i]]; k < rows.row_begin[examples[i] + 1]; ++k) {
      row[rows.columns[k]] = static_cast<Real>(rows.values[k]);
    }
  }
}

// One channel of an image moved by (down, right) with zeros coming in, and mirrored.
struct Shift {
  std::int64_t down = 0, right = 0;
  bool mirrored = false;
};

template <class Real>
void Move(std::span<const Real> from, std::int64_t height, std::int64_t width, const Shift& shift,
          Real padding, std::span<Real> to) {
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const std::int64_t column = shift.mirrored ? width - 1 - x : x;
      const std::int64_t source_y = y + shift.down, source_x = column + shift.right;
      const bool inside = source_y >= 0 && source_y < height && source_x >= 0 && source_x < width;
      to[static_cast<std::size_t>(y * width + x)] =
          inside ? from[static_cast<std::size_t>(source_y * width + source_x)] : padding;
    }
  }
}

}  // namespace

template <class Real>
void Gather(const Dataset& data, const Split& split, std::span<const std::uint32_t> examples,
            std::span<Real> out) {
  out = out.first(examples.size() * data.columns);
  if (!split.bytes.values.empty()) return GatherBytes(split.bytes, data.columns, examples, out);
  if (split.is_sparse()) return GatherSparse(split.sparse, data.columns, examples, out);
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const double* row = split.dense.data() + examples[i] * data.columns;
    std::transform(row, row + data.columns,
                   out.begin() + static_cast<std::ptrdiff_t>(i * data.columns),
                   [](double value) { return static_cast<Real>(value); });
  }
}

// Crops move the window by up to crop_padding pixels each way; what comes in from outside is black,
// as zeros around the image before normalisation are.
template <class Real>
void GatherAugmented(const Dataset& data, std::span<const std::uint32_t> examples,
                     Stream randomness, std::span<Real> out) {
  Gather(data, data.train, examples, out);
  const Augmentation& augmentation = data.augmentation;
  if (augmentation.crop_padding == 0 && !augmentation.flip) return;
  const auto height = static_cast<std::int64_t>(data.shape[1]);
  const auto width = static_cast<std::int64_t>(data.shape[2]);
  const auto area = static_cast<std::size_t>(height * width);
  const std::uint64_t places = 2 * augmentation.crop_padding + 1;
  std::vector<Real> channel(area);
  for (std::size_t i = 0; i < examples.size(); ++i) {
    Shift shift;
    shift.down = static_cast<std::int64_t>(randomness.Below(places)) - augmentation.crop_padding;
    shift.right = static_cast<std::int64_t>(randomness.Below(places)) - augmentation.crop_padding;
    shift.mirrored = augmentation.flip && randomness.Below(2) == 1;
    for (std::size_t c = 0; c < data.shape[0]; ++c) {
      const auto image = out.subspan(i * data.columns + c * area, area);
      std::copy(image.begin(), image.end(), channel.begin());
      const ByteRows& rows = data.train.bytes;
      const auto black =
          rows.mean.empty() ? Real{0} : static_cast<Real>(-rows.mean[c] / rows.deviation[c]);
      Move<Real>(channel, height, width, shift, black, image);
    }
  }
}

#define HUSHED_INSTANTIATE(Real)                                                        \
  template void Gather(const Dataset&, const Split&, std::span<const std::uint32_t>,    \
                       std::span<Real>);                                                \
  template void GatherAugmented(const Dataset&, std::span<const std::uint32_t>, Stream, \
                                std::span<Real>);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
