#!/usr/bin/env python3
"""The cnn trained by two processes with DistributedDataParallel over gloo: the peer of ddp.toml.

    ddp.py [--hooks none|fp16|powersgd...] [--steps N] [--seed N] [--test-limit N]

Trains anew for each hook and prints a line of JSON: `seconds`, `samples` and `wire_bytes`, what the loopback device
carried, are those of the last `steps` steps, after a few that warm up; `message_bytes` is what a process hands to
all_reduce in a step. A process has one thread, as torchrun would have it.
"""
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")

import argparse
import json
import multiprocessing
import tempfile
import time
from pathlib import Path
from typing import Iterator

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.algorithms.ddp_comm_hooks import default_hooks
from torch.distributed.algorithms.ddp_comm_hooks import powerSGD_hook as powersgd
from torch.nn.functional import cross_entropy, max_pool2d, relu
from torch.nn.parallel import DistributedDataParallel

import fashion

PROCESSES, BATCH, RATE = 2, 32, 0.05  # as in ddp.toml
WARM_UP = 3  # steps in which DDP builds its buckets anew; PowerSGD begins after the second
HOOKS = ("none", "fp16", "powersgd")


class Cnn(nn.Module):
    """The network that hushed calls cnn, by the same names."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 5, padding=2)
        self.conv2 = nn.Conv2d(32, 64, 5, padding=2)
        self.fc1 = nn.Linear(64 * 7 * 7, 512)
        self.fc2 = nn.Linear(512, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = max_pool2d(relu(self.conv1(x)), 2)
        x = max_pool2d(relu(self.conv2(x)), 2)
        return self.fc2(relu(self.fc1(x.flatten(1))))


class CountedAllReduce:
    """dist.all_reduce, which hooks call, and the bytes it was given."""

    def __init__(self) -> None:
        self.given, self.call = 0, dist.all_reduce

    def __call__(self, tensor: Tensor, *words, **named):
        self.given += tensor.numel() * tensor.element_size()
        return self.call(tensor, *words, **named)


def loopback_bytes() -> int:
    """Sent over the loopback device of this network namespace so far."""
    for line in Path("/proc/net/dev").read_text().splitlines():
        name, _, counts = line.partition(":")
        if name.strip() == "lo":
            return int(counts.split()[8])
    raise RuntimeError("/proc/net/dev: no device lo")


def batches(examples: Tensor) -> Iterator[Tensor]:
    while True:
        yield from examples[torch.randperm(len(examples))].split(BATCH)


def distributed(network: nn.Module, hook: str) -> DistributedDataParallel:
    if hook == "powersgd":
        # Its collectives begin when others end, in no order over buckets, which gloo cannot do: one bucket for all.
        dist._DEFAULT_FIRST_BUCKET_BYTES = 25 << 20
    model = DistributedDataParallel(network, gradient_as_bucket_view=True)
    if hook == "fp16":
        model.register_comm_hook(None, default_hooks.fp16_compress_hook)
    elif hook == "powersgd":
        state = powersgd.PowerSGDState(None, matrix_approximation_rank=1, start_powerSGD_iter=2)
        model.register_comm_hook(state, powersgd.powerSGD_hook)
    return model


def train(hook: str, split: fashion.Split, steps: int, seed: int) -> tuple[nn.Module, dict]:
    """The network after `steps` steps, the same in all processes, and what its training took."""
    torch.manual_seed(seed)
    network = Cnn()
    shards = torch.randperm(len(split.labels)).view(PROCESSES, -1)
    torch.manual_seed(seed + dist.get_rank())
    model = distributed(network, hook)
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    counted = dist.all_reduce = CountedAllReduce()
    begin = wire = 0
    for step, ids in zip(range(steps), batches(shards[dist.get_rank()])):
        if step == WARM_UP:
            dist.barrier()
            counted.given, wire, begin = 0, loopback_bytes(), time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        cross_entropy(model(split.images[ids]), split.labels[ids]).backward()
        optimizer.step()
    dist.barrier()
    seconds, wire = time.perf_counter() - begin, loopback_bytes() - wire
    dist.all_reduce = counted.call
    timed = steps - WARM_UP
    dense = 4 * sum(parameter.numel() for parameter in network.parameters())
    return network, {
        "hook": hook,
        "steps": timed,
        "seconds": seconds,
        "samples": timed * BATCH * PROCESSES,
        "message_bytes": counted.given // timed if hook != "none" else dense,
        "wire_bytes": wire,
        "torch": torch.__version__,
    }


def run(rank: int, meeting: str, options: argparse.Namespace, train_split: fashion.Split, results) -> None:
    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=PROCESSES)
    for hook in options.hooks:
        network, result = train(hook, train_split, options.steps, options.seed)
        if rank == 0:
            result["test_accuracy"] = fashion.accuracy(network, fashion.load("t10k"), options.test_limit)
            results.put(result)
    dist.barrier()


def main(words: list[str] | None = None) -> list[dict]:
    parser = argparse.ArgumentParser(description="the cnn with DistributedDataParallel")
    parser.add_argument("--hooks", nargs="+", choices=HOOKS, default=HOOKS)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--test-limit", type=int, default=0)
    options = parser.parse_args(words)
    if options.steps <= WARM_UP:
        parser.error(f"--steps {options.steps}: the first {WARM_UP} are not measured")
    results = multiprocessing.get_context("fork").SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        arguments = (f"{folder}/meeting", options, fashion.load("train"), results)
        torch.multiprocessing.start_processes(run, arguments, nprocs=PROCESSES, start_method="fork")
    return [results.get() for _ in options.hooks]


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line))
