#pragma once

#include <cstdint>

#include "compress/magnitudes.h"
#include "hushed/message.h"

namespace hushed {

// Appends `entries` of a vector of `count` scalars at `offset`.
template <class Real>
void AppendSparse(const Entries<Real>& entries, std::uint64_t offset, std::uint64_t count,
                  Message& out);

// The same where entries.positions are SampleAscending(seed, count, entries.size()).
template <class Real>
void AppendSharedMask(const Entries<Real>& entries, std::uint64_t seed, std::uint64_t offset,
                      std::uint64_t count, Message& out);

}  // namespace hushed
