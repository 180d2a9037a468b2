// Many words of a stream at once: eight Philox4x32-10 counters side by side, in plain loops that the
// compiler turns into vector instructions. Gives the words that Stream::Next32() would.
#include <algorithm>
#include <cstring>

#include "hushed/stream.h"

namespace hushed {
namespace {

constexpr std::size_t kLanes = 8;
constexpr std::uint32_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;

// Blocks first, first + 1, ..., first + 7 of the stream with this key and upper counter half.
void EightBlocks(std::uint64_t key, std::uint64_t high, std::uint64_t first, std::uint32_t* words) {
  std::uint64_t c0[kLanes], c1[kLanes], c2[kLanes], c3[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i) {
    c0[i] = static_cast<std::uint32_t>(first + i);
    c1[i] = (first + i) >> 32;
    c2[i] = static_cast<std::uint32_t>(high);
    c3[i] = high >> 32;
  }
  auto key0 = static_cast<std::uint32_t>(key), key1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < kLanes; ++i) {
      const std::uint64_t product0 = c0[i] * kMultiplier0, product1 = c2[i] * kMultiplier1;
      c0[i] = (product1 >> 32) ^ c1[i] ^ key0;
      c2[i] = (product0 >> 32) ^ c3[i] ^ key1;
      c1[i] = product1 & 0xFFFFFFFF;
      c3[i] = product0 & 0xFFFFFFFF;
    }
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
  for (std::size_t i = 0; i < kLanes; ++i) {
    words[4 * i] = static_cast<std::uint32_t>(c0[i]);
    words[4 * i + 1] = static_cast<std::uint32_t>(c1[i]);
    words[4 * i + 2] = static_cast<std::uint32_t>(c2[i]);
    words[4 * i + 3] = static_cast<std::uint32_t>(c3[i]);
  }
}

}  // namespace

void Stream::Fill(std::span<std::uint32_t> words) {
  std::size_t done = 0;
  while (done < words.size() && used_ < words_.size()) words[done++] = Next32();
  for (; words.size() - done >= 4 * kLanes; done += 4 * kLanes, block_ += kLanes) {
    EightBlocks(key_, high_, block_, words.data() + done);
  }
  while (done < words.size()) words[done++] = Next32();
}

}  // namespace hushed
