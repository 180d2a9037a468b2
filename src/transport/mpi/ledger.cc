#include "transport/mpi/ledger.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "hushed/errors.h"

namespace hushed {
namespace {

// Of an entry's byte.
constexpr unsigned kOutcome = 3;   // the outcome
constexpr unsigned kWeighs = 4;    // a weight follows
constexpr unsigned kScalars = 3;   // shift of the number of scalars, 0 to 2
constexpr unsigned kHighest = 23;  // no valid byte is above it

bool SameBits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

void Append(double number, std::vector<std::byte>& bytes) {
  const std::size_t at = bytes.size();
  bytes.resize(at + sizeof number);
  std::memcpy(bytes.data() + at, &number, sizeof number);
}

}  // namespace

void LedgerWriter::Clear() {
  bytes_.clear();
  weight_ = 1.0;
}

void LedgerWriter::Add(const LedgerEntry& entry) {
  const bool weighs = !SameBits(entry.weight, weight_);
  bytes_.push_back(static_cast<std::byte>(static_cast<unsigned>(entry.outcome) |
                                          (weighs ? kWeighs : 0u) |
                                          entry.scalar_count << kScalars));
  if (weighs) Append(entry.weight, bytes_);
  weight_ = entry.weight;
  for (std::uint32_t i = 0; i < entry.scalar_count; ++i) Append(entry.scalars[i], bytes_);
}

LedgerEntry LedgerReader::Next() {
  if (finished()) throw TransportError("ledger: ends too early");
  const auto flags = std::to_integer<unsigned>(bytes_[at_]);
  if (flags > kHighest || (flags & kOutcome) > static_cast<unsigned>(Outcome::kLost)) {
    throw TransportError(fmt::format("ledger, byte {}: {} is no entry", at_, flags));
  }
  ++at_;
  LedgerEntry entry;
  entry.outcome = static_cast<Outcome>(flags & kOutcome);
  if (flags & kWeighs) weight_ = Number();
  entry.weight = weight_;
  entry.scalar_count = flags >> kScalars;
  for (std::uint32_t i = 0; i < entry.scalar_count; ++i) entry.scalars[i] = Number();
  return entry;
}

double LedgerReader::Number() {
  double number = 0.0;
  if (bytes_.size() - at_ < sizeof number) throw TransportError("ledger: ends too early");
  std::memcpy(&number, bytes_.data() + at_, sizeof number);
  at_ += sizeof number;
  return number;
}

}  // namespace hushed
