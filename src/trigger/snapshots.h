#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "hushed/archive.h"

namespace hushed {

// A model as it was in some round; null: none.
template <class Real>
using Snapshot = std::shared_ptr<const std::vector<Real>>;

template <class Real>
void Serialize(Archive& archive, Snapshot<Real>& snapshot);

// The snapshots of the workers of one training: those taken in the same round are one copy.
// Thread-safe.
template <class Real>
class Snapshots {
 public:
  // x: the model of that round, the same for all who ask.
  Snapshot<Real> Of(std::uint64_t round, std::span<const Real> x);

 private:
  std::mutex mutex_;
  std::uint64_t round_ = 0;                        // of the latest one
  std::weak_ptr<const std::vector<Real>> latest_;  // expired: nobody keeps it
};

}  // namespace hushed
