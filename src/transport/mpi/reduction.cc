#include "transport/mpi/reduction.h"

#include <algorithm>

namespace hushed {
namespace {

// Scalars of a piece, over all ranks; but a rank owns no fewer than kLeast of them.
constexpr std::size_t kPiece = std::size_t{1} << 20, kLeast = 4096;

}  // namespace

void SumShape::SetCuts(const std::vector<std::size_t>& new_cuts) {
  if (cuts == new_cuts) return;
  cuts = new_cuts;
  places.clear();
  for (std::size_t r = 0; r + 1 < cuts.size(); ++r) {
    places.push_back(PlacesOf(positions(), cuts[r], cuts[r + 1]));
  }
}

void SumShape::SetPresent(const std::function<bool(std::size_t)>& spoke) {
  present.clear();
  for (const std::vector<SumPlace>& of_rank : places) {
    present.emplace_back();
    for (const SumPlace& place : of_rank) {
      auto [position, end] = PositionsOf(place, positions());
      while (position < end && !spoke(position)) ++position;
      present.back().push_back(position < end);
    }
  }
}

template <class Real>
void Reduction<Real>::Run(Communicator& communicator, const SumShape& shape,
                          std::span<const SumPart<Real>> mine, std::span<Real> out) {
  const std::size_t ranks = communicator.ranks();
  std::vector<SumPlace> places;
  first_.assign(ranks, 0);
  present_.assign(ranks, {});
  turns_ = 0;
  for (std::size_t r = 0; r < ranks; ++r) {
    first_[r] = places.size();
    places.insert(places.end(), shape.places[r].begin(), shape.places[r].end());
    for (std::size_t i = 0; i < shape.places[r].size(); ++i) {
      if (shape.present[r][i]) present_[r].push_back(i);
    }
    turns_ = std::max(turns_, present_[r].size());
  }
  join_ = std::make_unique<JoinedSum<Real>>(shape.positions(), places);
  vectors_.assign(places.size(), {});
  const std::size_t piece = std::max(kLeast, kPiece / ranks) * ranks;
  for (std::size_t at = 0; at < out.size(); at += piece) {
    RunPiece(communicator, mine, at, out.subspan(at, std::min(piece, out.size() - at)));
  }
}

// The i-th present part of every rank travels in turn i; a rank's own slice of its own part does
// not.
template <class Real>
void Reduction<Real>::RunPiece(Communicator& communicator, std::span<const SumPart<Real>> mine,
                               std::size_t at, std::span<Real> out) {
  const std::size_t ranks = communicator.ranks(), me = communicator.rank();
  std::vector<int> begin(ranks), count(ranks);
  for (std::size_t r = 0; r < ranks; ++r) {
    begin[r] = static_cast<int>(r * out.size() / ranks);
    count[r] = static_cast<int>((r + 1) * out.size() / ranks) - begin[r];
  }
  const auto slice = static_cast<std::size_t>(count[me]);
  received_.resize(turns_ * (ranks - 1) * slice);
  std::size_t used = 0;
  for (std::size_t turn = 0; turn < turns_; ++turn) {
    const auto sends = [&](std::size_t rank) { return turn < present_[rank].size(); };
    Communicator::Counts counts{std::vector<int>(ranks), begin, std::vector<int>(ranks),
                                std::vector<int>(ranks)};
    Real* const into = received_.data() + used;
    int received = 0;
    for (std::size_t r = 0; r < ranks; ++r) {
      if (sends(me) && r != me) counts.send[r] = count[r];
      if (!sends(r)) continue;
      const std::size_t part = first_[r] + present_[r][turn];
      if (r == me) {
        vectors_[part] = {mine[present_[me][turn]].vector.data() + at + begin[me]};
        continue;
      }
      counts.receive[r] = count[me];
      counts.receive_begin[r] = received;
      vectors_[part] = {into + received};
      received += count[me];
    }
    used += static_cast<std::size_t>(received);
    const Real* const part = sends(me) ? mine[present_[me][turn]].vector.data() + at : nullptr;
    communicator.Scatter<Real>(part, counts, into);
  }
  join_->Add(vectors_, out.subspan(static_cast<std::size_t>(begin[me]), slice));
  communicator.GatherSlices<Real>(count, begin, out.data());
}

template class Reduction<float>;
template class Reduction<double>;

}  // namespace hushed
