#include "compress/sparse_codec.h"

#include <algorithm>

#include "compress/codecs.h"

namespace hushed {
namespace {

template <class Real>
void Append(Section section, const Entries<Real>& entries, Message& out) {
  section.kept = static_cast<std::uint32_t>(entries.size());
  const auto positions = std::as_bytes(std::span(entries.positions));
  const auto values = std::as_bytes(std::span(entries.values));
  const auto room = out.Append(section);
  std::copy(positions.begin(), positions.end(), room.begin());
  std::copy(values.begin(), values.end(),
            room.begin() + static_cast<std::ptrdiff_t>(positions.size()));
}

}  // namespace

template <class Real>
void AppendSparse(const Entries<Real>& entries, std::uint64_t offset, std::uint64_t count,
                  Message& out) {
  Append(SectionOf(Codec::kSparse, sizeof(Real), offset, count), entries, out);
}

template <class Real>
void AppendSharedMask(const Entries<Real>& entries, std::uint64_t seed, std::uint64_t offset,
                      std::uint64_t count, Message& out) {
  Section section = SectionOf(Codec::kSharedMask, sizeof(Real), offset, count);
  section.seed = seed;
  Append(section, entries, out);
}

#define HUSHED_INSTANTIATE(Real)                                                            \
  template void AppendSparse(const Entries<Real>&, std::uint64_t, std::uint64_t, Message&); \
  template void AppendSharedMask(const Entries<Real>&, std::uint64_t, std::uint64_t,        \
                                 std::uint64_t, Message&);
HUSHED_INSTANTIATE(float)
HUSHED_INSTANTIATE(double)
#undef HUSHED_INSTANTIATE

}  // namespace hushed
