#include <algorithm>

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

// (pixel / 255 - mean) / deviation as one product and one sum, which vector units do.
template <class Real>
struct Normalisation {
  Normalisation(const ByteRows& rows, std::size_t channel)
      : scale(static_cast<Real>(1.0 / (255.0 * rows.deviation[channel]))),
        black(static_cast<Real>(-rows.mean[channel] / rows.deviation[channel])) {}

  Real operator()(std::uint8_t pixel) const { return static_cast<Real>(pixel) * scale + black; }

  Real scale, black;
};

template <class Real>
void CopyView(const std::uint8_t* from, std::int64_t height, std::int64_t width, const View& view,
              const Normalisation<Real>& normal, Real* to) {
  const std::int64_t begin = std::max<std::int64_t>(0, -view.right);
  const std::int64_t end = std::min(width, width - view.right);
  for (std::int64_t y = view.down; y < height + view.down; ++y, to += width) {
    std::fill_n(to, width, normal.black);
    if (y < 0 || y >= height) continue;
    const std::int64_t first = y * width + view.right;
    if (view.mirrored) {
      for (std::int64_t x = begin; x < end; ++x) to[width - 1 - x] = normal(from[first + x]);
    } else {
      for (std::int64_t x = begin; x < end; ++x) to[x] = normal(from[first + x]);
    }
  }
}

// Calls copy(from, to) for this channel of every example, in order.
template <class Real, class Copy>
void ForEachPlane(const ByteRows& rows, std::uint64_t columns, std::size_t channel,
                  std::span<const std::uint32_t> examples, std::span<Real> out, const Copy& copy) {
  const std::size_t begin = channel * (columns / rows.mean.size());
  for (std::size_t i = 0; i < examples.size(); ++i) {
    copy(rows.values.data() + rows.row(examples[i]) * columns + begin,
         out.data() + i * columns + begin);
  }
}

template <class Real>
void GatherBytes(const ByteRows& rows, std::uint64_t columns,
                 std::span<const std::uint32_t> examples, std::span<Real> out) {
  const std::size_t area = columns / rows.mean.size();
  for (std::size_t channel = 0; channel < rows.mean.size(); ++channel) {
    const Normalisation<Real> normal(rows, channel);
    ForEachPlane(rows, columns, channel, examples, out, [&](const std::uint8_t* from, Real* to) {
      for (std::size_t i = 0; i < area; ++i) to[i] = normal(from[i]);
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
    const Normalisation<Real> normal(data.train.bytes, channel);
    Stream stream = randomness;  // all channels of an image are seen alike
    ForEachPlane(data.train.bytes, data.columns, channel, examples, out,
                 [&](const std::uint8_t* from, Real* to) {
                   CopyView(from, height, width, DrawView(augmentation, stream), normal, to);
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
