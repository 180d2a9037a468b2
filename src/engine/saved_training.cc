#include "engine/saved_training.h"

#include <fmt/format.h>

#include <exception>
#include <vector>

#include "core/memory_archive.h"
#include "hushed/errors.h"
#include "transport/together.h"

namespace hushed {
namespace {

constexpr std::size_t kGenerations = 2;

// Everything that was saved must be asked for.
template <class Load>
void LoadAll(std::span<const std::byte> bytes, const Load& load) {
  LoadingArchive archive(bytes);
  load(archive);
  if (!archive.finished()) throw DataError("archive: more was saved than is loaded");
}

}  // namespace

template <class Real>
SavedTraining<Real>::SavedTraining(Engine<Real>& engine, Recorder& recorder,
                                   Transport<Real>& transport, const CheckpointHead& head,
                                   RunFolder* folder)
    : engine_(engine), recorder_(recorder), transport_(transport), head_(head), folder_(folder) {}

template <class Real>
void SavedTraining<Real>::SerializeShared(Archive& archive, std::uint64_t& lines,
                                          std::uint64_t& sent_bytes) {
  engine_.Serialize(archive);
  recorder_.Serialize(archive);
  archive.Value(lines);
  archive.Value(sent_bytes);
}

template <class Real>
std::unique_ptr<CheckpointWriter> SavedTraining<Real>::Begin(std::uint64_t sent_bytes) {
  SavingArchive shared;
  std::uint64_t lines = recorder_.lines().size();
  SerializeShared(shared, lines, sent_bytes);
  folder_->SyncLines();
  auto file = folder_->checkpoints().Begin(engine_.counters().round, head_);
  file->Append(shared.bytes());
  return file;
}

template <class Real>
void SavedTraining<Real>::Save() {
  const std::uint64_t sent_bytes = SentBytes();
  std::unique_ptr<CheckpointWriter> file;
  InPieces here;
  here([&] {
    if (folder_) file = Begin(sent_bytes);
  });
  for (WorkerId worker = 0; worker < engine_.kept_workers(); ++worker) {
    std::vector<std::byte> bytes;
    here([&] {
      SavingArchive state;
      if (transport_.Owns(worker)) engine_.SerializeWorker(worker, state);
      bytes = state.Take();
    });
    transport_.ToRoot(worker, bytes);
    here([&] {
      if (file) file->Append(bytes);
    });
  }
  transport_.Meet(here.failure());
  Together(transport_, [&] {
    if (!file) return;
    const std::size_t generations = engine_.finished() ? 1 : kGenerations;
    folder_->checkpoints().Keep(*file, engine_.counters().round, generations);
    folder_->Log("checkpoint", Standing());
  });
}

template <class Real>
std::string SavedTraining<Real>::Standing() const {
  const MetricsLine& counters = engine_.counters();
  return fmt::format("round {}, step {}", counters.round, counters.step);
}

template <class Real>
void SavedTraining<Real>::Load(const std::function<void(const std::string&)>& notice) {
  std::unique_ptr<CheckpointReader> reader;
  Together(transport_, [&] {
    if (folder_) reader = folder_->checkpoints().OpenNewest(head_, notice);
  });
  try {
    LoadFrom(reader.get());
  } catch (const DataError&) {
    if (reader) std::throw_with_nested(DataError(reader->name()));
    throw;
  }
}

// reader: null where there is no checkpoint, and elsewhere than on rank 0. How many workers were
// saved is known once all ranks have loaded what they share.
template <class Real>
void SavedTraining<Real>::LoadFrom(CheckpointReader* reader) {
  std::vector<std::byte> bytes;
  Together(transport_, [&] {
    if (reader) reader->Next(bytes);
  });
  transport_.Broadcast(bytes);
  std::uint64_t lines = 0;
  const bool anew = bytes.empty();
  Together(transport_, [&] {
    if (!anew) {
      LoadAll(bytes, [&](Archive& archive) { SerializeShared(archive, lines, sent_before_); });
    } else if (folder_) {
      folder_->Restart();
      folder_->Log("resume", "there is no checkpoint: it begins anew");
    }
  });
  if (anew) return;
  InPieces here;
  for (WorkerId worker = 0; worker < engine_.kept_workers(); ++worker) {
    here([&] {
      if (reader) reader->Next(bytes);
    });
    transport_.FromRoot(worker, bytes);
    here([&] {
      if (!transport_.Owns(worker)) return;
      LoadAll(bytes, [&](Archive& archive) { engine_.SerializeWorker(worker, archive); });
    });
  }
  here([&] {
    if (reader && !reader->finished()) throw DataError("holds more workers than the job has");
    if (!folder_) return;
    recorder_.TakeUp(folder_->GoOn(lines));
    folder_->Log("resume", "goes on from " + Standing());
  });
  transport_.Meet(here.failure());
}

template class SavedTraining<float>;
template class SavedTraining<double>;

}  // namespace hushed
