#pragma once

#include <memory>
#include <vector>

#include "core/options.h"
#include "hushed/compressor.h"
#include "hushed/problem.h"

namespace hushed {

// What compressors.def lists. Beside its own, every kind has the options
//   per            tensor: each tensor of the layout is encoded by itself; global: all in one
//   error_memory   what a message leaves out is added to the next vector
std::vector<KindInfo> CompressorKinds();

// Encodes vectors over the parameters of `layout`; with per = "tensor" other sizes throw Error.
template <class Real>
std::unique_ptr<Compressor<Real>> MakeCompressor(const Choice& choice, const Layout& layout);

// The decoded vector is the encoded one, and nothing is remembered: views may be sent instead.
bool IsExact(const Choice& choice);

// Null where it is exact.
template <class Real>
std::unique_ptr<Compressor<Real>> MakeUnlessExact(const Choice& choice, const Layout& layout) {
  return IsExact(choice) ? nullptr : MakeCompressor<Real>(choice, layout);
}

// The compressor remembers something between rounds, so each worker needs its own.
bool Remembers(const Choice& choice);

}  // namespace hushed
