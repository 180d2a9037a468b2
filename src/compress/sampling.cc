// The first k distinct values of an independent uniform sequence are a uniform k-subset. As many
// are drawn as are still missing, so the sequence never runs past the k-th distinct value. More
// than half of n is the complement of less than half.
#include "compress/sampling.h"

#include <algorithm>

#include "hushed/stream.h"

namespace hushed {
namespace {

void DrawDistinct(Stream stream, std::uint64_t n, std::uint64_t k,
                  std::vector<std::uint32_t>& out) {
  out.clear();
  while (out.size() < k) {
    const std::size_t distinct = out.size();
    out.resize(k);
    for (std::size_t i = distinct; i < k; ++i) {
      out[i] = static_cast<std::uint32_t>(stream.Below(n));
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
  }
}

// Turns the ascending `out` into the n - out.size() other positions, ascending.
void Complement(std::uint64_t n, std::vector<std::uint32_t>& out) {
  const std::size_t others = out.size();
  out.resize(n);
  std::copy_backward(out.begin(), out.begin() + others, out.end());
  std::size_t other = n - others, filled = 0;
  for (std::uint64_t position = 0; position < n; ++position) {
    if (other < n && out[other] == position) {
      ++other;
    } else {
      out[filled++] = static_cast<std::uint32_t>(position);
    }
  }
  out.resize(filled);
}

}  // namespace

void SampleAscending(std::uint64_t seed, std::uint64_t n, std::uint64_t k,
                     std::vector<std::uint32_t>& out) {
  const Stream stream(seed, Purpose::kCompress, 0, 0, 0);
  if (2 * k <= n) return DrawDistinct(stream, n, k, out);
  DrawDistinct(stream, n, n - k, out);
  Complement(n, out);
}

}  // namespace hushed
