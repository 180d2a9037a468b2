#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace hushed {

// Workers of a job are numbered from 0.
using WorkerId = std::uint32_t;

// What a stream is drawn for. Streams of different purposes are independent.
enum class Purpose : std::uint32_t {
  kInitial,        // the first model
  kData,           // synthetic data
  kPartition,      // who owns which example
  kBatch,          // which examples a step uses
  kExample,        // randomness that belongs to a batch: augmentation, dropout, gradient noise
  kCompress,       // a worker's compressor
  kParticipation,  // who is addressed
  kServer,         // the server's compressor
};

// A sequence of random bits: Philox4x32-10, counter-based (Salmon, Moraes, Dror, Shaw, "Parallel
// random numbers: as easy as 1, 2, 3", SC 2011). A value: copies continue independently from the
// same place, and equal keys give equal sequences everywhere.
class Stream {
 public:
  // The sequence of these five.
  Stream(std::uint64_t seed, Purpose purpose, std::uint64_t worker, std::uint64_t round,
         std::uint64_t step);

  // The stream of the same seed, purpose, worker and round at another step, from its beginning. Much
  // cheaper than making it.
  Stream AtStep(std::uint64_t step) const;

  std::uint32_t Next32();  // uniform, 32 bits
  std::uint64_t Next();    // uniform, 64 bits

  // Uniform on [0, 1), 53 bits.
  double Uniform();

  // Standard normal, by Box-Muller on two uniforms; the second value is kept for the next call.
  double Normal();

  // Uniform on {0, ..., bound - 1}, without bias. bound >= 1.
  std::uint64_t Below(std::uint64_t bound);

  // Fills with the words that Next32() would give, faster.
  void Fill(std::span<std::uint32_t> words);

 private:
  void Refill();

  std::uint64_t key_;
  std::uint64_t high_;       // upper half of the counter: the step
  std::uint64_t block_ = 0;  // lower half: advances by one per four words
  std::array<std::uint32_t, 4> words_{};
  std::uint32_t used_ = 4;
  double spare_normal_ = 0.0;
  bool has_spare_normal_ = false;
};

// The streams of one worker in one round.
class Streams {
 public:
  // Of `worker` in the round of this index.
  Streams(std::uint64_t seed, WorkerId worker, std::uint64_t round)
      : seed_(seed), worker_(worker), round_(round) {}

  // This worker's own stream. `step` tells streams of one purpose and round apart.
  Stream own(Purpose purpose = Purpose::kCompress, std::uint64_t step = 0) const {
    return {seed_, purpose, worker_, round_, step};
  }

  // The same stream for every worker in this round.
  Stream shared(Purpose purpose = Purpose::kCompress, std::uint64_t step = 0) const {
    return {seed_, purpose, kEveryone, round_, step};
  }

 private:
  static constexpr std::uint64_t kEveryone = ~std::uint64_t{0};

  std::uint64_t seed_;
  WorkerId worker_;
  std::uint64_t round_;
};

}  // namespace hushed
