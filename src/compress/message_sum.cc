#include "compress/message_sum.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <vector>

#include "compress/codecs.h"
#include "core/kernels.h"
#include "core/slices.h"
#include "core/sum_tree.h"

namespace hushed {
namespace {

// Scalars summed at a time: few enough for the first caches, and enough that a processor sees ahead
// what a message has for the next piece.
constexpr std::size_t kPiece = 8192;

bool ComesApart(const Message& message) {
  return std::ranges::all_of(message.sections(), [](const Section& section) {
    return IsSparse(section.codec) || section.codec == Codec::kDense;
  });
}

// A section that is added piece by piece, in ascending order.
template <class Real>
class Cursor {
 public:
  // Stands at scalar `first` of the message's vector.
  Cursor(const Message& message, const Section& section, std::size_t first)
      : begin_(section.offset), end_(begin_ + section.count), kept_(section.kept) {
    const std::byte* payload = message.payload(section).data();
    if (!IsSparse(section.codec)) {
      scale_ = static_cast<Real>(section.scale);
      values_ = payload;
      return;
    }
    positions_ = payload;
    values_ = payload + kept_ * sizeof(std::uint32_t);
    const auto entries = std::views::iota(std::size_t{0}, kept_);
    next_ = *std::ranges::partition_point(entries, [&](auto i) { return Position(i) < first; });
  }

  // out += weight * scalars [first, first + out.size()).
  void Add(std::size_t first, Real weight, std::span<Real> out) {
    if (positions_ == nullptr) return AddDense(first, weight, out);
    std::size_t i = next_;
    for (; i < kept_; ++i) {
      const std::size_t at = Position(i) - first;  // beyond out, too, where it is before it
      if (at >= out.size()) break;
      out[at] += weight * Load<Real>(values_, i);
    }
    next_ = i;
  }

 private:
  std::size_t Position(std::size_t i) const { return begin_ + Load<std::uint32_t>(positions_, i); }

  void AddDense(std::size_t first, Real weight, std::span<Real> out) const {
    const std::size_t from = std::max(first, begin_), to = std::min(first + out.size(), end_);
    if (from >= to) return;
    const auto* values = reinterpret_cast<const Real*>(values_);
    AddScaled<Real>(weight, scale_, {values + (from - begin_), to - from},
                    out.subspan(from - first, to - from));
  }

  std::size_t begin_, end_, kept_, next_ = 0;
  const std::byte* positions_ = nullptr;  // null: dense
  const std::byte* values_ = nullptr;
  Real scale_ = 1;
};

// The sum, a piece of the vector after the other.
template <class Real>
class SlicedSum {
 public:
  // Of pieces from scalar `begin` on that are no longer than `longest`.
  SlicedSum(std::span<const WeightedMessage<Real>> messages, std::size_t begin, std::size_t longest)
      : messages_(messages),
        tree_(messages.size()),
        longest_(longest),
        buffers_(tree_.height() * longest) {
    for (const auto& [message, weight] : messages) {
      first_.push_back(cursors_.size());
      if (message == nullptr) continue;
      for (const Section& section : message->sections()) {
        cursors_.emplace_back(*message, section, begin);
      }
    }
    first_.push_back(cursors_.size());
  }

  // out <- scalars [at, at + out.size()); pieces come in ascending order. As in adding one to a
  // binary number, a block that is done carries what stands beside it to the level above.
  void SumPiece(std::size_t at, std::span<Real> out) {
    std::array<bool, 64> present{};
    std::size_t depth = 0;  // sums that wait for what stands right of them
    for (std::size_t block = 0; block < tree_.blocks(); ++block) {
      present[depth] = SumBlock(block, at, Buffer(depth, out));
      ++depth;
      for (std::size_t carry = block; carry % 2 == 1; carry /= 2) {
        --depth;
        if (!present[depth]) continue;
        const std::span<Real> left = Buffer(depth - 1, out), right = Buffer(depth, out);
        if (present[depth - 1]) {
          Axpy<Real>(Real{1}, right, left);
        } else {
          std::ranges::copy(right, left.begin());
        }
        present[depth - 1] = true;
      }
    }
    if (!present[0]) std::ranges::fill(out, Real{0});
  }

 private:
  std::span<Real> Buffer(std::size_t depth, std::span<Real> out) {
    if (depth == 0) return out;
    return std::span(buffers_).subspan((depth - 1) * longest_, out.size());
  }

  // Whether any message of the block is there, and then `sum` is theirs.
  bool SumBlock(std::size_t block, std::size_t at, std::span<Real> sum) {
    bool begun = false;
    for (std::size_t p = tree_.BlockBegin(block); p < tree_.BlockBegin(block + 1); ++p) {
      if (messages_[p].message == nullptr) continue;
      if (!begun) std::ranges::fill(sum, Real{0});
      begun = true;
      for (std::size_t c = first_[p]; c < first_[p + 1]; ++c) {
        cursors_[c].Add(at, messages_[p].weight, sum);
      }
    }
    return begun;
  }

  std::span<const WeightedMessage<Real>> messages_;
  SumTree tree_;
  std::size_t longest_;
  std::vector<Real> buffers_;
  std::vector<Cursor<Real>> cursors_;
  std::vector<std::size_t> first_;  // [messages + 1]: where a message's cursors begin
};

}  // namespace

template <class Real>
void MessageSum<Real>::Sum(std::span<const WeightedMessage<Real>> messages, std::span<Real> out) {
  bool come_apart = true;
  for (const auto& [message, weight] : messages) {
    if (message == nullptr) continue;
    for (const Section& section : message->sections()) RequireFits<Real>(section, 0, out.size());
    come_apart = come_apart && ComesApart(*message);
  }
  if (come_apart) {
    return InSlices(out.size(), [&](std::size_t begin, std::size_t end) {
      const std::size_t piece = std::min(kPiece, end - begin);
      SlicedSum<Real> sum(messages, begin, piece);
      for (std::size_t at = begin; at < end; at += piece) {
        sum.SumPiece(at, out.subspan(at, std::min(piece, end - at)));
      }
    });
  }
  whole_.Start(messages.size(), out.size());
  for (std::size_t p = 0; p < messages.size(); ++p) {
    const auto [message, weight] = messages[p];
    if (message == nullptr) {
      whole_.Add(p, {});
    } else {
      whole_.Add(p,
                 [message, weight](const PartialSum<Real>& sum) { message->AddTo(sum, weight); });
    }
  }
  std::ranges::copy(whole_.Finish(), out.begin());
}

template class MessageSum<float>;
template class MessageSum<double>;

}  // namespace hushed
