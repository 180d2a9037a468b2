#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <vector>

#include "transport/lanes.h"
#include "transport/mpi/communicator.h"

namespace hushed {

// Lets every rank know what each has to say, or fail together.
class Agreement {
 public:
  explicit Agreement(Communicator& communicator)
      : communicator_(communicator), headers_(communicator.ranks()) {}

  // What each rank hands in, by rank; valid until the next call. Up to kShort bytes of every rank
  // take one collective call, more take two. When ranks hand in failures instead, the one of the
  // lowest position is thrown on every rank, as an error of its own kind.
  static constexpr std::size_t kShort = 232;
  const std::vector<std::span<const std::byte>>& Share(std::span<const std::byte> mine,
                                                       const Failure& failure);

  // Returns when no rank failed, else throws on every rank; the error names the rank when others
  // did not fail. failure: null when this one did not.
  void Meet(std::exception_ptr failure);

  // Seconds spent until all had begun to speak.
  double wait_seconds() const { return wait_seconds_; }

 private:
  enum class Kind : std::uint8_t { kNone, kConfig, kData, kTransport, kDiverged, kOther };
  struct Header {
    std::uint64_t size = 0;
    std::uint64_t position = 0;  // of the failure
    Kind failure = Kind::kNone;  // then what is said is its text
    std::array<std::byte, kShort> begin{};
  };

  static Kind KindOf(std::exception_ptr cause, std::vector<std::byte>& text);
  void Exchange(std::span<const std::byte> mine, const Failure& failure);
  void ThrowFirst(bool name_rank) const;

  Communicator& communicator_;
  std::vector<Header> headers_;
  std::vector<std::byte> text_, all_;
  std::vector<std::span<const std::byte>> said_;
  double wait_seconds_ = 0.0;
};

}  // namespace hushed
