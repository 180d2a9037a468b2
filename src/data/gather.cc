#include <algorithm>
#include <array>

#include "data/dataset.h"

namespace hushed {
namespace {

// How an image is looked at: from (down, right) on, black outside of it; then mirrored.
struct View {
  std::int64_t down = 0, right = 0;
  bool mirrored = false;
};

// A random view of an image padded by black pixels.
View DrawView(const Augmentation& augmentation, Stream& stream) {
  const auto padding = static_cast<std::int64_t>(augmentation.crop_padding);
  const auto places = static_cast<std::uint64_t>(2 * padding + 1);
  View view;
  view.down = static_cast<std::int64_t>(stream.Below(places)) - padding;
  view.right = static_cast<std::int64_t>(stream.Below(places)) - padding;
  view.mirrored = augmentation.flip && stream.Below(2) == 1;
  return view;
}

// What each of the 256 pixel values becomes.
template <class Real>
using PixelTable = std::array<Real, 256>;

template <class Real>
PixelTable<Real> TableOf(const ByteRows& rows, std::size_t channel) {
  PixelTable<Real> table;
  for (std::size_t pixel = 0; pixel < table.size(); ++pixel) {
    table[pixel] = static_cast<Real>((static_cast<double>(pixel) / 255.0 - rows.mean[channel]) /
                                     rows.deviation[channel]);
  }
  return table;
}

template <class Real>
void CopyView(const std::uint8_t* from, std::int64_t height, std::int64_t width, const View& view,
              const PixelTable<Real>& table, Real* to) {
  for (std::int64_t y = view.down; y < height + view.down; ++y, to += width) {
    if (y < 0 || y >= height) {
      std::fill_n(to, width, table[0]);
      continue;
    }
    for (std::int64_t i = 0; i < width; ++i) {
      const std::int64_t x = (view.mirrored ? width - 1 - i : i) + view.right;
      to[i] = x < 0 || x >= width ? table[0] : table[from[y * width + x]];
    }
  }
}

// Calls copy(from, to) for this channel of every example, in order.
template <class Real, class Copy>
void ForEachPlane(const ByteRows& rows, std::uint64_t columns, std::size_t channel,
                  std::span<const std::uint32_t> examples, std::span<Real> out, const Copy& copy) {
  const std::size_t begin = channel * (columns / rows.mean.size());
  for (std::size_t i = 0; i < examples.size(); ++i) {
    copy(rows.values.data() + examples[i] * columns + begin, out.data() + i * columns + begin);
  }
}

template <class Real>
void GatherBytes(const ByteRows& rows, std::uint64_t columns,
                 std::span<const std::uint32_t> examples, std::span<Real> out) {
  const std::size_t area = columns / rows.mean.size();
  for (std::size_t channel = 0; channel < rows.mean.size(); ++channel) {
    const PixelTable<Real> table = TableOf<Real>(rows, channel);
    ForEachPlane(rows, columns, channel, examples, out, [&](const std::uint8_t* from, Real* to) {
      for (std::size_t i = 0; i < area; ++i) to[i] = table[from[i]];
    });
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

}  // namespace

template <class Real>
void Gather(const Dataset& data, const Split& split, std::span<const std::uint32_t> examples,
            std::span<Real> out) {
  out = out.first(examples.size() * data.columns);
  if (!split.bytes.values.empty()) return GatherBytes(split.bytes, data.columns, examples, out);
  if (split.is_sparse()) return GatherSparse(split.sparse, data.columns, examples, out);
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const double* row = split.dense.data() + examples[i] * data.columns;
    std::transform(row, row + data.columns, out.data() + i * data.columns,
                   [](double value) { return static_cast<Real>(value); });
  }
}

template <class Real>
void GatherAugmented(const Dataset& data, std::span<const std::uint32_t> examples,
                     Stream randomness, std::span<Real> out) {
  const Augmentation& augmentation = data.augmentation;
  if (augmentation.crop_padding == 0 && !augmentation.flip) {
    return Gather(data, data.train, examples, out);
  }
  const auto height = static_cast<std::int64_t>(data.shape[1]);
  const auto width = static_cast<std::int64_t>(data.shape[2]);
  for (std::size_t channel = 0; channel < data.shape[0]; ++channel) {
    const PixelTable<Real> table = TableOf<Real>(data.train.bytes, channel);
    Stream stream = randomness;  // all channels of an image are seen alike
    ForEachPlane(data.train.bytes, data.columns, channel, examples, out,
                 [&](const std::uint8_t* from, Real* to) {
                   CopyView(from, height, width, DrawView(augmentation, stream), table, to);
                 });
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
