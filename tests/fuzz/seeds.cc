#include "seeds.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "compress/testing.h"
#include "config/fake_catalogue.h"
#include "core/memory_archive.h"
#include "record/checkpoint_file.h"
#include "record/fake_runs.h"
#include "record/file.h"
#include "record/line_writer.h"
#include "record/metrics_archive.h"
#include "record/run_json.h"
#include "testing/temporary_folder.h"
#include "transport/mpi/ledger.h"

namespace hushed {
namespace {

using Files = std::map<std::string, std::string>;

template <class Byte>
std::string AsText(std::span<const Byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <class T>
std::string Raw(T value) {
  return AsText(std::as_bytes(std::span(&value, 1)));
}

std::vector<MetricsLine> Lines() { return LearningRun("sgd", /*seed=*/1, /*rounds=*/2, 1.0).lines; }

// As a first line the fuzzer takes an override.
void AddJobs(Files& files) {
  files["job/whole"] = FakeJob();
  files["job/small"] = SmallJob();
  files["job/own-option"] = SmallJob("[algorithm.trigger]\nkind = \"lag\"\nwindow = 3\n");
  files["job/override"] = "algorithm.compress.kind=top-k\n";
  files["job/override-list"] = "data.weights=[1, 2.5]\n";
  files["job/override-table"] = "train.targets=[{ metric = \"test_loss\", value = 1e-3 }]\n";
}

// Columns ascend, values may lack; the first byte of CIFAR says whether a torn record follows.
void AddData(Files& files) {
  files["libsvm/sparse"] = "1 1:0.5 7:-2e3\n-1 3:1 # told\n\n+2\n";
  files["libsvm/dense"] = "0 1:1 2:2\r\n1 1:3 2:4\r\n";
  files["cifar/records"] = std::string("\0\1\2\3", 4);
  files["cifar/torn"] = "\xFF\1\2";
  files["idx/labels"] = std::string("\0\0\x08\1\0\0\0\3\7\0\2", 11);
  files["idx/images"] = std::string("\0\0\x08\3\0\0\0\1\0\0\0\2\0\0\0\2\1\2\3\4", 20);
  files["idx/empty"] = std::string("\0\0\x08\2\0\0\0\0\0\0\0\2", 12);
}

template <class Real>
Message MessageOf(const std::string& kind, const Values& options, std::uint64_t offset) {
  const std::vector<Real> v = {0,  1, -2, Real{0.5},   Real{-0.25}, 3, 0,
                               -1, 8, 1,  Real{0.125}, 2,           -4};
  Message message;
  MakeGlobal<Real>(kind, options)->Encode(v, offset, StreamsOf(/*worker=*/1, /*round=*/2), message);
  message.Own();
  return message;
}

std::string Wire(const Message& message) { return AsText<std::byte>(Written(message)); }

// Every codec and width in both scalars, and two sections in one message.
void AddMessages(Files& files) {
  for (const KindInfo& kind : CompressorKinds()) {
    files["message/" + kind.name + "-float"] = Wire(MessageOf<float>(kind.name, {}, 3));
    files["message/" + kind.name + "-double"] = Wire(MessageOf<double>(kind.name, {}, 3));
  }
  for (const std::int64_t levels : {1, 7, 127, 32767}) {
    files["message/qsgd-" + std::to_string(levels)] =
        Wire(MessageOf<float>("qsgd", {{"levels", levels}}, 0));
  }
  const Values shared = {{"fraction", 0.5}, {"shared_positions", true}};
  files["message/shared-mask"] = Wire(MessageOf<float>("random-k", shared, 1));
  const std::string sparse = Wire(MessageOf<float>("top-k", {{"fraction", 0.4}}, 0));
  const std::string signs = Wire(MessageOf<float>("sign", {}, 13));
  files["message/two-sections"] = sparse + signs;
  files["messages/three"] = Raw<std::uint64_t>(sparse.size()) + sparse + Raw<std::uint64_t>(0) +
                            Raw<std::uint64_t>(signs.size()) + signs;
}

void AddLedger(Files& files) {
  LedgerWriter writer;
  const LedgerEntry entries[] = {{Outcome::kSpoke, 1.0, {}, 0},
                                 {Outcome::kSilent, 7.0, {}, 0},
                                 {Outcome::kLost, 7.0, {}, 0},
                                 {Outcome::kSpoke, 0.5, {-0.0, 1e300}, 2}};
  for (const LedgerEntry& entry : entries) writer.Add(entry);
  files["ledger/every-outcome"] = AsText(writer.bytes());
}

// With its digest, and without: the fuzzer adds the right one.
void AddCheckpoints(Files& files) {
  const TemporaryFolder folder;
  SavingArchive shared, worker;
  for (MetricsLine line : Lines()) Serialize(shared, line);
  std::vector<float> memory = {0.5f, -1.0f};
  worker.Vector(memory);
  CheckpointWriter writer(folder / "ckpt", {.scalar_bytes = 4, .job = 5, .data = 6});
  writer.Append(shared.bytes());
  writer.Append(worker.bytes());
  writer.Append({});
  writer.Keep();
  const std::string bytes = ReadFile(folder / "ckpt");
  files["checkpoint/whole"] = bytes;
  files["checkpoint/without-digest"] = bytes.substr(0, bytes.size() - 8);
}

// Before the bytes of the file stands how many lines the run keeps.
void AddEvents(Files& files) {
  const TemporaryFolder folder;
  const auto lines = Lines();
  for (const std::size_t kept : {0, 2}) {
    const auto writer = MakeEventWriter(folder.path(), [] { return 60.0; });
    writer->Begin(std::span(lines).first(kept));
    for (const MetricsLine& line : std::span(lines).subspan(kept)) writer->Append(line);
  }
  for (const auto& file : EventFilesIn(folder.path())) {
    files["events/" + file.stem().extension().string().substr(1)] = "\1" + ReadFile(file);
  }
}

// What follow reads has before it where the file is cut in two.
void AddRuns(Files& files) {
  std::string lines;
  for (const MetricsLine& line : Lines()) lines += ToJson(line) + "\n";
  Summary summary = LearningRun("sgd", /*seed=*/1, /*rounds=*/2, 1.0).summary;
  summary.targets = {{"test_accuracy", 0.5, true, summary.final}, {"train_loss", 0.0, false, {}}};
  summary.host = {{"cpu", "any"}};
  files["run/line"] = ToJson(Lines().back());
  files["run/summary"] = ToJson(summary);
  files["run/lines"] = lines;
  files["run/job"] = "# Every key with its value.\nseed = 42\n\n[train]\nbatch = 10\n";
  files["follow/whole"] = Raw<std::uint16_t>(0xFFFF) + lines;
  files["follow/torn"] = Raw<std::uint16_t>(300) + lines;
}

}  // namespace

Files Seeds() {
  Files files;
  for (const auto add :
       {AddJobs, AddData, AddMessages, AddLedger, AddCheckpoints, AddEvents, AddRuns}) {
    add(files);
  }
  return files;
}

}  // namespace hushed
