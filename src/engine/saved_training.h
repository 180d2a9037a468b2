#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/engine.h"
#include "engine/recorder.h"
#include "hushed/transport.h"
#include "record/run_folder.h"

namespace hushed {

// Keeps a training in its run folder and takes it up again, over any transport and with any number
// of threads and ranks. Every rank has one and makes the same calls; only rank 0 has the folder. No
// rank holds the saved state of more than one worker at a time, beside what all share.
template <class Real>
class SavedTraining {
 public:
  // folder: null elsewhere than on rank 0.
  SavedTraining(Engine<Real>& engine, Recorder& recorder, Transport<Real>& transport,
                const CheckpointHead& head, RunFolder* folder);

  // What fails on one rank is thrown on all, here and in Load(): DataError when the checkpoint
  // cannot be written; the one before then is the newest still.
  void Save();

  // Goes on from the newest sound checkpoint, or begins anew where there is none. `notice` hears of
  // checkpoints that are passed over; it may be empty. Throws DataError when none is sound.
  void Load(const std::function<void(const std::string&)>& notice);

  // What all ranks have handed to the network, in earlier sessions of this training too.
  std::uint64_t SentBytes() { return sent_before_ + transport_.SentBytes(); }

 private:
  void SerializeShared(Archive& archive, std::uint64_t& lines, std::uint64_t& sent_bytes);
  std::unique_ptr<CheckpointWriter> Begin(std::uint64_t sent_bytes);
  void LoadFrom(CheckpointReader* reader);
  std::string Standing() const;  // for the log

  Engine<Real>& engine_;
  Recorder& recorder_;
  Transport<Real>& transport_;
  CheckpointHead head_;
  RunFolder* folder_;
  std::uint64_t sent_before_ = 0;  // until the checkpoint it was loaded from
};

}  // namespace hushed
