// Many words of a stream at once: Philox4x32-10 on many counters side by side, in plain loops over
// 32-bit lanes that compilers turn into vector instructions (loops over fewer lanes they unroll
// instead). Gives the words that Stream::Next32() would.
#include <algorithm>
#include <cstddef>

#include "hushed/stream.h"

namespace hushed {
namespace {

constexpr std::size_t kLanes = 32;
constexpr std::uint32_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;

std::uint32_t High(std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32); }

// Blocks first, first + 1, ... of the stream with this key and upper counter half, one a lane.
void ManyBlocks(std::uint64_t key, std::uint64_t high, std::uint64_t first, std::uint32_t* words) {
  std::uint32_t c0[kLanes], c1[kLanes], c2[kLanes], c3[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i) {
    c0[i] = static_cast<std::uint32_t>(first + i);
    c1[i] = High(first + i);
    c2[i] = static_cast<std::uint32_t>(high);
    c3[i] = High(high);
  }
  auto key0 = static_cast<std::uint32_t>(key), key1 = High(key);
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < kLanes; ++i) {
      const std::uint32_t low0 = c0[i] * kMultiplier0, low1 = c2[i] * kMultiplier1;
      const std::uint32_t high0 = High(std::uint64_t{c0[i]} * kMultiplier0);
      const std::uint32_t high1 = High(std::uint64_t{c2[i]} * kMultiplier1);
      c0[i] = high1 ^ c1[i] ^ key0;
      c2[i] = high0 ^ c3[i] ^ key1;
      c1[i] = low1;
      c3[i] = low0;
    }
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
  for (std::size_t i = 0; i < kLanes; ++i) {
    words[4 * i] = c0[i];
    words[4 * i + 1] = c1[i];
    words[4 * i + 2] = c2[i];
    words[4 * i + 3] = c3[i];
  }
}

}  // namespace

void Stream::Fill(std::span<std::uint32_t> words) {
  std::size_t done = 0;
  while (done < words.size() && used_ < words_.size()) words[done++] = Next32();
  for (; words.size() - done >= 4 * kLanes; done += 4 * kLanes, block_ += kLanes) {
    ManyBlocks(key_, high_, block_, words.data() + done);
  }
  if (words.size() - done >= kLanes) {  // the whole blocks that are left
    std::uint32_t last[4 * kLanes];
    ManyBlocks(key_, high_, block_, last);
    const std::size_t blocks = (words.size() - done) / 4;
    std::copy_n(last, 4 * blocks, words.begin() + static_cast<std::ptrdiff_t>(done));
    done += 4 * blocks;
    block_ += blocks;
  }
  while (done < words.size()) words[done++] = Next32();
}

}  // namespace hushed
