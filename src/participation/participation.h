#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/options.h"
#include "hushed/archive.h"
#include "hushed/exchange.h"
#include "trigger/threshold.h"

namespace hushed {

// Decides, before anything is sent, which workers a round addresses. Lives with the server.
template <class Real>
class Participation {
 public:
  virtual ~Participation() = default;

  // Fills `address`, ascending; may leave it empty. x is the model of this round; round.movement is
  // set.
  virtual void Select(const Round& round, std::span<const Real> x,
                      std::vector<WorkerId>& address) = 0;

  // True when the decision needs what workers say: Hear() is then called once per upload.
  virtual bool listens() const { return false; }
  virtual void Hear(const Upload<Real>&) {}

  virtual void Serialize(Archive&) {}
};

// all, fraction, in-turn, lag-ps, lasg-ps.
std::vector<KindInfo> ParticipationKinds();

// Throws ConfigError when an option has another length than the number of workers asks for.
template <class Real>
std::unique_ptr<Participation<Real>> MakeParticipation(const Choice& choice, std::uint32_t workers,
                                                       std::uint64_t seed);

// Workers addressed in a round, at most.
std::uint32_t CohortSize(const Choice& participation, std::uint32_t workers);

// Rounds in which each worker is addressed exactly once: the workers under in-turn, else 1.
std::uint32_t RoundsInACycle(const Choice& participation, std::uint32_t workers);

// The threshold the server must compute for it; nothing for all, fraction and in-turn.
std::optional<ThresholdOptions> ParticipationThreshold(const Choice& participation);

// True when workers must estimate their smoothness: upload.scalars[0] is then the square of the
// estimate, |g(x; xi) - g(xhat; xi)|^2 / |x - xhat|^2 with xhat the model they last worked on; or 0
// the first time and where x = xhat.
bool EstimatesSmoothness(const Choice& participation);

}  // namespace hushed
