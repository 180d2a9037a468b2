// Any bytes as a rank's ledger: refused, or entries that are read alike from what is written of
// them.
#include <cstdlib>
#include <cstring>

#include "hushed/errors.h"
#include "transport/mpi/ledger.h"

namespace {

bool Same(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

bool Same(const hushed::LedgerEntry& a, const hushed::LedgerEntry& b) {
  bool same =
      a.outcome == b.outcome && Same(a.weight, b.weight) && a.scalar_count == b.scalar_count;
  for (std::uint32_t i = 0; i < a.scalar_count; ++i)
    same = same && Same(a.scalars[i], b.scalars[i]);
  return same;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(data), size);
  std::vector<hushed::LedgerEntry> entries;
  try {
    for (hushed::LedgerReader reader(bytes); !reader.finished();) entries.push_back(reader.Next());
  } catch (const hushed::TransportError&) {
    return 0;
  }
  hushed::LedgerWriter writer;
  for (const hushed::LedgerEntry& entry : entries) writer.Add(entry);
  hushed::LedgerReader again(writer.bytes());
  for (const hushed::LedgerEntry& entry : entries) {
    if (!Same(again.Next(), entry)) std::abort();
  }
  if (!again.finished()) std::abort();
  return 0;
}
