#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hushed/message.h"
#include "hushed/problem.h"
#include "hushed/stream.h"

namespace hushed {

// One move of the model, made of one or more exchanges. Plain data that travels with the downlink:
// everybody knows it.
struct Round {
  std::uint64_t index = 0;       // from 0
  std::uint32_t exchange = 0;    // within the round, from 0
  std::uint64_t first_step = 0;  // local steps done before this round, per worker
  std::uint64_t steps = 1;       // local steps of this round, of the longest-working worker
  std::uint64_t epochs = 0;      // > 0: each worker makes this many passes over its own examples
  double learning_rate = 0.0;    // at the first step

  // Weighted sum of recent |x^{t+1} - x^t|^2: the right side of LAG triggers.
  double movement = 0.0;

  // A long round is worked in segments [segment_begin, segment_end) of its steps, so that progress,
  // evaluation and interruption work in between. Short rounds have one segment.
  std::uint64_t segment_begin = 0;
  std::uint64_t segment_end = 1;  // > segment_begin, at most steps

  bool whole() const { return segment_begin == 0 && segment_end == steps; }  // one segment
  bool ends() const { return segment_end == steps; }                         // it is the last
};

// What the server asks for in one exchange.
struct Plan {
  Round round;                    // for everybody
  std::vector<WorkerId> address;  // who is asked, ascending, no repeats
  std::size_t quorum = 0;         // uploads to wait for; 0: all that are addressed
  bool last = false;              // training ends after this round
};

// What became of an upload.
enum class Outcome : std::uint8_t {
  kSpoke,   // its message counts
  kSilent,  // chose not to speak: a zero, or its last message, in a mean
  kLost,    // never answered: not in the mean
};

// One worker's answer. Its message may view `vector`, so it moves only as a whole, by pointer.
template <class Real>
struct Upload {
  WorkerId worker = 0;                     // whose it is
  Outcome outcome = Outcome::kSpoke;       // unless silent or lost, the message counts
  std::uint64_t round = 0;                 // the round the worker was addressed in
  double weight = 1.0;                     // > 0, of the message in a mean
  std::array<double, 2> scalars{};         // numbers beside the message
  std::uint32_t scalar_count = 0;          // of them that travel, 64 bits each
  Message message;                         // what it says, upload_size scalars
  std::uint64_t gradient_evaluations = 0;  // of mini-batches
  std::uint64_t examples = 0;              // training examples used by local steps
  std::vector<Real> vector;                // storage for what the message views

  // Ready for another worker; storage is kept.
  void Reset(WorkerId id, std::uint64_t round_index) {
    worker = id;
    outcome = Outcome::kSpoke;
    round = round_index;
    weight = 1.0;
    scalars = {};
    scalar_count = 0;
    message.Clear();
    gradient_evaluations = 0;
    examples = 0;
  }

  // n scalars to write the upload into, contents unspecified.
  std::span<Real> Dense(std::size_t n) {
    if (vector.size() < n) vector.resize(n);
    return std::span<Real>(vector).first(n);
  }
};

// What the server hears of an exchange when it needs only the sum.
template <class Real>
struct Total {
  std::span<const Real> sum;        // of weight * message over those who spoke, in the fixed shape
  double weight = 0.0;              // of those who spoke
  double silent_weight = 0.0;       // of those who chose not to
  std::array<double, 2> scalars{};  // summed over those who spoke
  std::uint64_t spoken = 0;         // uploads
  std::uint64_t silent = 0;         // workers that chose not to speak
  std::uint64_t lost = 0;           // workers that never answered
  Bits uplink;                      // of those who spoke, their scalars as header
  std::uint64_t gradient_evaluations = 0;  // of all who worked
  std::uint64_t examples = 0;              // likewise

  // Adds one upload's counts; the sum is the transport's business.
  void Count(const Upload<Real>& upload) {
    gradient_evaluations += upload.gradient_evaluations;
    examples += upload.examples;
    if (upload.outcome == Outcome::kLost) {
      ++lost;
    } else if (upload.outcome == Outcome::kSilent) {
      ++silent;
      silent_weight += upload.weight;
    } else {
      ++spoken;
      weight += upload.weight;
      for (std::size_t i = 0; i < upload.scalar_count; ++i) scalars[i] += upload.scalars[i];
      uplink += upload.message.bits();
      uplink.header += 64 * std::uint64_t{upload.scalar_count};
    }
  }
};

// One per thread: the problem, and every vector of the model's size that a worker scribbles on.
template <class Real>
class Workspace {
 public:
  // problem: of this thread; seed: of the job.
  Workspace(Problem<Real>& problem, std::uint64_t seed) : problem_(problem), seed_(seed) {}

  Problem<Real>& problem() { return problem_; }  // of this thread

  // What the worker may draw from in the round of this index.
  Streams streams(WorkerId worker, std::uint64_t round) const { return {seed_, worker, round}; }

  // The index-th scratch vector, n scalars, contents unspecified. Allocates on first use only.
  std::span<Real> Vector(std::size_t index, std::size_t n) {
    if (vectors_.size() <= index) vectors_.resize(index + 1);
    if (vectors_[index].size() < n) vectors_[index].resize(n);
    return std::span<Real>(vectors_[index]).first(n);
  }

  // Room for the ids of a batch.
  std::vector<std::uint32_t>& examples() { return examples_; }

  // Seconds that workers here have spent encoding, for the run's account of time.
  double& compress_seconds() { return compress_seconds_; }

 private:
  Problem<Real>& problem_;
  std::uint64_t seed_;
  std::vector<std::vector<Real>> vectors_;
  std::vector<std::uint32_t> examples_;
  double compress_seconds_ = 0.0;
};

}  // namespace hushed
