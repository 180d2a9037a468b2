#include "core/slices.h"

#include <algorithm>
#include <utility>

namespace hushed {
namespace {

constexpr std::size_t kLeast = 65536;  // entries of a slice: below, waking a thread takes longer

thread_local const LentThreads* lent_here = nullptr;

}  // namespace

LentThreads::LentThreads(std::size_t threads, Call call)
    : threads_(threads), call_(std::move(call)), before_(std::exchange(lent_here, this)) {}

LentThreads::~LentThreads() { lent_here = before_; }

void InSlices(std::size_t n, const std::function<void(std::size_t begin, std::size_t end)>& body) {
  const LentThreads* lent = lent_here;
  const std::size_t slices = lent == nullptr ? 1 : std::min(lent->threads_, n / kLeast);
  if (slices < 2) return body(0, n);
  lent->call_([&](std::size_t i) {
    if (i < slices) body(i * n / slices, (i + 1) * n / slices);
  });
}

}  // namespace hushed
