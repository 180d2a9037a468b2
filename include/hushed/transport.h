#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "hushed/algorithm.h"
#include "hushed/archive.h"
#include "hushed/exchange.h"

namespace hushed {

// The engine's side of a transport: runs one worker's share of the exchange in flight, here.
template <class Real>
class Site {
 public:
  virtual ~Site() = default;

  // Thread-safe for different workers. `lane` is the calling thread's index, below lanes(), and
  // `workspace` its own; `upload` comes reset for this worker and round. Throws what the worker
  // throws.
  virtual void Run(WorkerId worker, std::size_t lane, Workspace<Real>& workspace,
                   Upload<Real>& upload) = 0;
};

// Carries uploads to the server and sums them: the only code that knows where workers run.
template <class Real>
class Transport {
 public:
  virtual ~Transport() = default;

  // Workers that run at the same time here; lanes are numbered below it. At least 1.
  virtual std::size_t lanes() const = 0;

  // Runs the addressed workers and returns when plan.quorum of them answered. The counts of `total`
  // are filled; total.sum (upload_size scalars, valid until the next exchange) too when the server
  // hears sums, and server.Hear() is called in order when it hears each. The first exception of a
  // worker is rethrown here.
  virtual void Exchange(const Plan& plan, Site<Real>& site, Server<Real>& server,
                        std::size_t upload_size, Total<Real>& total) = 0;

  // Sends the answer to those who were addressed. Nothing to do where the server is replicated.
  virtual void Tell(const Round&, const Message& /*downlink*/) {}

  // What task(part, problem) makes of every part below `parts`, each run once, spread over lanes
  // and ranks; the same on every rank. The first exception of a task is rethrown here.
  virtual std::vector<std::vector<Metric>> ForEachPart(
      std::size_t parts,
      const std::function<std::vector<Metric>(std::size_t, Problem<Real>&)>& task) = 0;

  // Calls work() on this thread while no exchange runs, so that it may use the other lanes, too.
  virtual void WithLanes(const std::function<void()>& work) { work(); }

  // The problem of a lane, to be asked while no exchange runs.
  virtual Problem<Real>& problem() = 0;

  // Uploads in flight, where an exchange may leave some.
  virtual void Serialize(Archive&) {}

  // Where this process stands among those that train together. Every rank makes the same calls in
  // the same order.
  virtual std::size_t rank() const { return 0; }

  virtual std::size_t ranks() const { return 1; }  // how many train together

  // Whether the worker runs in this process.
  virtual bool Owns(WorkerId) const { return true; }

  // Brings the bytes that the worker's owner holds to rank 0; elsewhere they are unspecified after.
  virtual void ToRoot(WorkerId, std::vector<std::byte>&) {}

  // Brings the bytes that rank 0 holds to the worker's owner.
  virtual void FromRoot(WorkerId, std::vector<std::byte>&) {}

  // Brings the bytes that rank 0 holds to every rank.
  virtual void Broadcast(std::vector<std::byte>&) {}

  // The ranks whose digest is not that of rank 0; the same answer on every rank.
  virtual std::vector<std::size_t> Differing(std::uint64_t /*digest*/) { return {}; }

  // Every rank calls it with its failure, or null: returns when none failed, else throws the first
  // rank's on all.
  virtual void Meet(std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
  }

  // What all ranks have handed to the network since this was made, in bytes, asked by all at once.
  virtual std::uint64_t SentBytes() { return 0; }

  // How long this rank has waited for others, in seconds.
  virtual double wait_seconds() const { return 0.0; }

  // Whether anybody was told to stop, as of the last exchange: the same answer on every rank.
  virtual bool Stopped(bool here) { return here; }
};

template <class Real>
class FixedSum;  // of the library

// The sum that a transport owes its server, in the shape that makes runs reproducible: blocks of at
// most 8 positions of the plan are added in order, blocks pairwise, absent positions skipped
// (docs/architecture.md). Its bits do not depend on which thread hands what in, and when.
template <class Real>
class ExchangeSum {
 public:
  // Adds the vector of one position to the sum, as Message::AddTo does.
  using Adder = std::function<void(const PartialSum<Real>&)>;

  ExchangeSum();
  ~ExchangeSum();

  // Begins a sum of `positions` vectors of `size` scalars.
  void Start(std::size_t positions, std::size_t size);

  // Hands in a position, once each; thread-safe. An empty `add` marks it absent (a silent or lost
  // worker). `add` is called once: at once where the positions before it have been handed in, else
  // at the latest when they have, by the thread that did.
  void Add(std::size_t position, Adder add);

  // The sum, when every position was handed in; valid until the next Start(). Zeros when all were
  // absent.
  std::span<const Real> Finish();

 private:
  std::unique_ptr<FixedSum<Real>> sum_;
};

// What a transport is made from.
template <class Real>
struct TransportSetting {
  ProblemFactory<Real> make_problem;  // called once a lane
  std::uint64_t seed = 0;             // of each lane's Workspace
  std::size_t threads = 1;            // lanes that were asked for; the result may not depend on it
};

// Makes a transport. Called once a training.
template <class Real>
using TransportMaker =
    std::function<std::unique_ptr<Transport<Real>>(const TransportSetting<Real>&)>;

// From now on Train() of this program takes TrainRequest::transport = `name`. Called before
// Train(), not beside it. Throws ConfigError when the name is taken.
void RegisterTransport(const std::string& name, TransportMaker<float> as_float,
                       TransportMaker<double> as_double);

}  // namespace hushed
