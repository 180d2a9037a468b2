#!/usr/bin/env python3
"""FedAvg of many simulated workers in plain PyTorch: the peer of fedavg.toml.

    fedavg.py [--rounds N] [--processes N] [--seed N] [--test-limit N]

Prints a line of JSON; `seconds` are those of the rounds alone. A process uses as many threads as OMP_NUM_THREADS says.
All data is in memory as normalised floats, a worker begins with one copy of the model, and a step is one addition in
place: faster here than torch.optim.SGD, with foreach too. With several processes each trains a part of the cohort.
"""
import argparse
import json
import multiprocessing
import time
from typing import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

import fashion

WORKERS, COHORT, BATCH, RATE = 1000, 50, 10, 0.1  # as in fedavg.toml


class LocalTrainer:
    """A network whose parameters view one vector, `x`, and their gradients another; and an epoch of SGD on it."""

    def __init__(self, network: nn.Module, images: Tensor, labels: Tensor, batch: int, rate: float):
        self.network, self.images, self.labels = network, images, labels
        self.batch, self.rate = batch, rate
        parameters = list(network.parameters())
        self.x = nn.utils.parameters_to_vector(parameters).detach()
        nn.utils.vector_to_parameters(self.x, parameters)
        self.gradient = torch.zeros_like(self.x)
        pieces = self.gradient.split([parameter.numel() for parameter in parameters])
        for parameter, piece in zip(parameters, pieces):
            parameter.grad = piece.view_as(parameter)

    def train(self, start: Tensor, examples: Tensor) -> Tensor:
        """An epoch over `examples` (ids) that begins at `start`; what it comes to, until the next call."""
        self.x.copy_(start)
        for ids in examples[torch.randperm(len(examples))].split(self.batch):
            self.gradient.zero_()
            cross_entropy(self.network(self.images[ids]), self.labels[ids]).backward()
            self.x.sub_(self.gradient, alpha=self.rate)
        return self.x

    def train_all(self, start: Tensor, shards: Tensor, total: Tensor) -> None:
        """total: the sum of what the workers with these shards come to."""
        total.zero_()
        for shard in shards:
            total.add_(self.train(start, shard))


class Pool:
    """Processes that share the model and train a part of the cohort each."""

    def __init__(self, trainer: LocalTrainer, x: Tensor, processes: int):
        self.x = x.share_memory_()
        self.totals = torch.zeros(processes, len(x)).share_memory_()
        self.context = multiprocessing.get_context("fork")
        self.pipes = [self._start(trainer, part) for part in range(processes)]

    def _start(self, trainer: LocalTrainer, part: int):
        ours, theirs = self.context.Pipe()
        self.context.Process(target=self._work, args=(trainer, part, theirs), daemon=True).start()
        return ours

    def _work(self, trainer: LocalTrainer, part: int, pipe) -> None:
        torch.manual_seed(1 + part)
        while True:
            trainer.train_all(self.x, torch.from_numpy(pipe.recv()), self.totals[part])
            pipe.send(None)

    def train_all(self, shards: Tensor, total: Tensor) -> None:
        for pipe, part in zip(self.pipes, shards.tensor_split(len(self.pipes))):
            pipe.send(part.numpy())
        for pipe in self.pipes:
            pipe.recv()
        torch.sum(self.totals, 0, out=total)


def simulate(x: Tensor, shards: Tensor, cohort: int, rounds: int, train_all: Callable[[Tensor, Tensor], None]) -> float:
    """Moves x by FedAvg over shards [workers, ids], all of one size; the seconds it takes.

    train_all(shards, total) leaves the sum of the workers' models in total.
    """
    total = torch.empty_like(x)
    begin = time.perf_counter()
    for _ in range(rounds):
        train_all(shards[torch.randperm(len(shards))[:cohort]], total)
        torch.div(total, cohort, out=x)
    return time.perf_counter() - begin


def mlp() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 200), nn.ReLU(), nn.Linear(200, 10))


def main(words: list[str] | None = None) -> dict:
    parser = argparse.ArgumentParser(description="FedAvg in plain PyTorch")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--test-limit", type=int, default=0)
    options = parser.parse_args(words)

    torch.manual_seed(options.seed)
    train = fashion.load("train")
    network = mlp()
    trainer = LocalTrainer(network, train.images, train.labels, BATCH, RATE)
    x = trainer.x.clone()
    shards = torch.randperm(len(train.labels)).view(WORKERS, -1)
    train_all = lambda part, total: trainer.train_all(x, part, total)
    if options.processes > 1:
        train_all = Pool(trainer, x, options.processes).train_all
    seconds = simulate(x, shards, COHORT, options.rounds, train_all)
    trainer.x.copy_(x)
    return {
        "rounds": options.rounds,
        "seconds": seconds,
        "test_accuracy": fashion.accuracy(network, fashion.load("t10k"), options.test_limit),
        "threads": torch.get_num_threads(),
        "processes": options.processes,
        "torch": torch.__version__,
    }


if __name__ == "__main__":
    print(json.dumps(main()))
