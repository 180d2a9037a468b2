#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "hushed/transport.h"
#include "transport/mpi/session.h"

namespace hushed {

// Does what may fail on one rank alone, and fails on all when it does. meet: Transport::Meet() or
// MpiSession::Meet(), called by every rank. Returns what `work` does.
template <class Meet, class Work>
auto Together(const Meet& meet, const Work& work) {
  using Result = std::conditional_t<std::is_void_v<decltype(work())>, bool, decltype(work())>;
  std::exception_ptr failure;
  std::optional<Result> result;
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
    } else {
      result.emplace(work());
    }
  } catch (...) {
    failure = std::current_exception();
  }
  meet(failure);
  if constexpr (!std::is_void_v<decltype(work())>) return std::move(*result);
}

// The same over a session, or where there is none on this machine alone.
template <class Work>
auto Together(MpiSession* session, const Work& work) {
  return Together(
      [session](std::exception_ptr failure) {
        if (session) return session->Meet(failure);
        if (failure) std::rethrow_exception(failure);
      },
      work);
}

// The same over the ranks of a transport.
template <class Real, class Work>
auto Together(Transport<Real>& transport, const Work& work) {
  return Together([&transport](std::exception_ptr failure) { transport.Meet(failure); }, work);
}

// Work that may fail on one rank alone, in pieces between calls that all ranks make: after a
// failure the pieces that are left are passed over. failure() is for Meet(), when all are done.
class InPieces {
 public:
  template <class Work>
  void operator()(const Work& work) {
    if (failure_) return;
    try {
      work();
    } catch (...) {
      failure_ = std::current_exception();
    }
  }
  std::exception_ptr failure() const { return failure_; }

 private:
  std::exception_ptr failure_;
};

}  // namespace hushed
