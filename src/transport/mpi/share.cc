#include "transport/mpi/share.h"

#include <cstring>
#include <memory>
#include <utility>

#include "hushed/errors.h"

namespace hushed {
namespace {

constexpr std::size_t kSizeBytes = sizeof(std::uint64_t);

}  // namespace

template <class Real>
void Share<Real>::Start(Hears hears, std::size_t positions, std::size_t size, std::size_t first,
                        std::size_t last) {
  hears_ = hears;
  size_ = size;
  in_order_ = std::make_unique<Turnstile>(first);
  counts_ = {};
  ledger_.Clear();
  encoded_ = true;
  messages_.clear();
  pending_.clear();
  sum_.Start(positions, size, first, last);
}

// A message that is not smaller than the sum is added by the thread that brings it, so that lanes
// add at the same time; the others are dealt with in order.
template <class Real>
void Share<Real>::Take(std::size_t position, Slot upload) {
  const bool spoke = upload->outcome == Outcome::kSpoke;
  const bool large = upload->message.bits().total() / 8 >= size_ * sizeof(Real);
  const bool adds = hears_ == Hears::kSum && spoke && large;
  in_order_->Pass(position, [this, position, upload, adds] {
    counts_.Count(*upload);
    ledger_.Add(LedgerEntry::Of(*upload));
    if (adds) {
      AddEncoded();
    } else {
      Note(position, upload);
    }
  });
  if (!adds) return;
  sum_.Add(position, [upload = std::move(upload)](const PartialSum<Real>& sum) {
    upload->message.AddTo(sum, static_cast<Real>(upload->weight));
  });
}

template <class Real>
void Share<Real>::Note(std::size_t position, const Slot& upload) {
  const bool spoke = upload->outcome == Outcome::kSpoke;
  const std::size_t begin = messages_.size() + kSizeBytes;
  const std::uint64_t size = spoke ? upload->message.bits().total() / 8 : 0;
  const bool full = hears_ == Hears::kSum && begin + size > 2 * size_ * sizeof(Real);
  if (spoke && full) AddEncoded();
  if (!encoded_) {
    if (!spoke) return sum_.Add(position, {});
    return sum_.Add(position, [upload](const PartialSum<Real>& sum) {
      upload->message.AddTo(sum, static_cast<Real>(upload->weight));
    });
  }
  pending_.push_back(
      {position, spoke, begin, static_cast<std::size_t>(size), static_cast<Real>(upload->weight)});
  if (!spoke) return;
  messages_.resize(begin);
  std::memcpy(messages_.data() + begin - kSizeBytes, &size, kSizeBytes);
  upload->message.Write(messages_);
}

template <class Real>
void Share<Real>::AddEncoded() {
  encoded_ = false;
  for (const Pending& pending : pending_) {
    if (!pending.spoke) {
      sum_.Add(pending.position, {});
      continue;
    }
    const auto message = std::make_shared<const Message>(
        Message::Read(std::span(messages_).subspan(pending.begin, pending.size)));
    sum_.Add(pending.position, [message, weight = pending.weight](const PartialSum<Real>& sum) {
      message->AddTo(sum, weight);
    });
  }
  pending_.clear();
}

template <class Real>
std::vector<SumPart<Real>> Share<Real>::TakeParts() {
  AddEncoded();
  return sum_.TakeParts();
}

Message MessageReader::Next() {
  std::uint64_t size = 0;
  if (bytes_.size() < kSizeBytes) throw TransportError("messages: end too early");
  std::memcpy(&size, bytes_.data(), kSizeBytes);
  bytes_ = bytes_.subspan(kSizeBytes);
  if (size > bytes_.size()) throw TransportError("messages: end too early");
  Message message = Message::Read(bytes_.first(size));
  bytes_ = bytes_.subspan(size);
  return message;
}

template class Share<float>;
template class Share<double>;

}  // namespace hushed
