#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "hushed/archive.h"
#include "hushed/message.h"
#include "hushed/options.h"
#include "hushed/stream.h"

namespace hushed {

// How far a decoded vector may stand from the encoded one, v of n scalars. Compressors promise it;
// tests hold them to it.
struct CompressorLaw {
  bool unbiased = false;     // E[decoded] = v, over the streams
  double contraction = 0.0;  // delta in (0, 1]: E|v - decoded|^2 <= (1 - delta)|v|^2; 0: none holds
  double variance = 0.0;     // omega >= 0: E|v - decoded|^2 <= omega |v|^2; 0: none holds, or exact
};

// Says less than it was given: turns a vector into a message that costs fewer bits.
//
// An instance belongs to one worker (or thread, when it remembers nothing) and is used by one
// thread at a time. Randomness comes only from the streams it is handed, so the same vector in the
// same round gives the same message on every machine.
template <class Real>
class Compressor {
 public:
  virtual ~Compressor() = default;

  // Appends v, which stands at `offset` of the uploaded vector, to `out`. The message may view v.
  // v may be empty: nothing is appended. Throws DivergedError if v holds a NaN or an infinity that
  // the encoding would hide.
  virtual void Encode(std::span<const Real> v, std::uint64_t offset, const Streams& streams,
                      Message& out) = 0;

  // The same for scale * v, each product rounded; v is scratch from then on.
  virtual void EncodeScaled(Real scale, std::span<Real> v, std::uint64_t offset,
                            const Streams& streams, Message& out) {
    if (scale != Real{1}) {
      for (Real& value : v) value *= scale;
    }
    Encode(v, offset, streams, out);
  }

  // The law that holds for vectors of n scalars.
  virtual CompressorLaw law(std::uint64_t n) const = 0;

  // What is remembered between rounds: nothing, unless wrapped in error memory.
  virtual void Serialize(Archive&) {}
};

// Makes a compressor from the values of its options. Called once a worker or thread, possibly at
// the same time.
template <class Real>
using CompressorMaker = std::function<std::unique_ptr<Compressor<Real>>(const Values& options)>;

// From now on jobs of this program may say kind = kind.name in [algorithm.compress] and
// [algorithm.downlink], and set its options there beside those of every compressor (per,
// error_memory). It may not remember anything from one message to the next: an instance can
// serve several workers. Called before Train(), not beside it. Throws ConfigError when the name is
// taken, or that of an option is.
void RegisterCompressor(const KindInfo& kind, CompressorMaker<float> as_float,
                        CompressorMaker<double> as_double);

// The same for a class template Own<Real>, made from (const Options&), whose options are declared
// by Options::fields().
template <template <class> class Own, class Options = NoOptions>
void RegisterCompressor(const std::string& name, const std::string& summary) {
  RegisterCompressor(
      {name, summary, OptionsOf<Options>()},
      [](const Values& options) {
        return std::make_unique<Own<float>>(FromValues<Options>(options));
      },
      [](const Values& options) {
        return std::make_unique<Own<double>>(FromValues<Options>(options));
      });
}

}  // namespace hushed
