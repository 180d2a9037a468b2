"""Fashion-MNIST as hushed sees it: found at the same place, pixels normalised alike."""
import gzip
import os
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

MEAN, DEVIATION = 0.2860, 0.3530


@dataclass
class Split:
    images: Tensor  # [examples, 1, 28, 28], float
    labels: Tensor  # [examples], int64


def folder() -> Path:
    root = os.environ.get("HUSHED_DATA_DIR") or "/usr/share/datasets"
    return Path(root) / "fashion-mnist"


def _bytes_of(name: str, header: int) -> Tensor:
    with gzip.open(folder() / f"{name}-ubyte.gz") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=torch.uint8)[header:]


def load(prefix: str) -> Split:
    """prefix: train or t10k. Raises FileNotFoundError."""
    pixels = _bytes_of(f"{prefix}-images-idx3", header=16).view(-1, 1, 28, 28)
    images = pixels.float().div_(255).sub_(MEAN).div_(DEVIATION)
    return Split(images, _bytes_of(f"{prefix}-labels-idx1", header=8).long())


@torch.no_grad()
def accuracy(network: torch.nn.Module, split: Split, limit: int) -> float:
    """Over the first `limit` examples; 0: all."""
    images, labels = (split.images[:limit], split.labels[:limit]) if limit else (split.images, split.labels)
    pieces = zip(images.split(256), labels.split(256))
    correct = sum(int((network(x).argmax(1) == y).sum()) for x, y in pieces)
    return correct / len(labels)
