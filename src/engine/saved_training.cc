#include "engine/saved_training.h"

#include <fmt/format.h>

#include <exception>
#include <vector>

#include "core/memory_archive.h"
#include "hushed/errors.h"
#include "record/job_difference.h"
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
                                   Transport<Real>& transport, const std::string& job,
                                   RunFolder* folder)
    : engine_(engine),
      recorder_(recorder),
      transport_(transport),
      head_{sizeof(Real), JobDigest(job)},
      folder_(folder) {}

template <class Real>
void SavedTraining<Real>::SerializeShared(Archive& archive, std::uint64_t& lines) {
  engine_.Serialize(archive);
  recorder_.Serialize(archive);
  archive.Value(lines);
}

template <class Real>
void SavedTraining<Real>::Save() {
  SavingArchive shared;
  std::uint64_t lines = recorder_.lines().size();
  SerializeShared(shared, lines);
  const std::uint64_t round = engine_.counters().round;
  std::unique_ptr<CheckpointWriter> file;
  if (folder_) {
    folder_->SyncLines();
    file = folder_->checkpoints().Begin(round, head_);
    file->Append(shared.bytes());
  }
  for (WorkerId worker = 0; worker < engine_.kept_workers(); ++worker) {
    SavingArchive state;
    if (transport_.Owns(worker)) engine_.SerializeWorker(worker, state);
    std::vector<std::byte> bytes = state.Take();
    transport_.ToRoot(worker, bytes);
    if (file) file->Append(bytes);
  }
  if (!file) return;
  folder_->checkpoints().Keep(*file, round, engine_.finished() ? 1 : kGenerations);
  folder_->Log("checkpoint", Standing());
}

template <class Real>
std::string SavedTraining<Real>::Standing() const {
  const MetricsLine& counters = engine_.counters();
  return fmt::format("round {}, step {}", counters.round, counters.step);
}

template <class Real>
void SavedTraining<Real>::Load(const std::function<void(const std::string&)>& notice) {
  const auto meet = [this](std::exception_ptr failure) { transport_.Meet(failure); };
  const auto reader = Together(
      meet, [&] { return folder_ ? folder_->checkpoints().OpenNewest(head_, notice) : nullptr; });
  try {
    LoadFrom(reader.get());
  } catch (const DataError&) {
    if (reader) std::throw_with_nested(DataError(reader->name()));
    throw;
  }
}

// reader: null where there is no checkpoint, and elsewhere than on rank 0.
template <class Real>
void SavedTraining<Real>::LoadFrom(CheckpointReader* reader) {
  std::vector<std::byte> bytes;
  if (reader) reader->Next(bytes);
  transport_.Broadcast(bytes);
  if (bytes.empty()) {
    if (!folder_) return;
    folder_->Restart();
    return folder_->Log("resume", "there is no checkpoint: it begins anew");
  }
  std::uint64_t lines = 0;
  LoadAll(bytes, [&](Archive& archive) { SerializeShared(archive, lines); });
  for (WorkerId worker = 0; worker < engine_.kept_workers(); ++worker) {
    if (reader) reader->Next(bytes);
    transport_.FromRoot(worker, bytes);
    if (!transport_.Owns(worker)) continue;
    LoadAll(bytes, [&](Archive& archive) { engine_.SerializeWorker(worker, archive); });
  }
  if (reader && !reader->finished()) throw DataError("holds more workers than the job has");
  if (!folder_) return;
  recorder_.TakeUp(folder_->GoOn(lines));
  folder_->Log("resume", "goes on from " + Standing());
}

template class SavedTraining<float>;
template class SavedTraining<double>;

}  // namespace hushed
