"""The judge in PyTorch: trained here, run by ``porewise.measure.network`` on NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

if TYPE_CHECKING:
    from train import Table

BATCH = 512
LEARNING_RATE = 4e-3
SIZE_SHARE = 0.3  # of the loss: how much the diameter counts beside the class


class Judge(nn.Module):
    """Three convolutions over the stamp, then dense layers over what they saw and the numbers."""

    def __init__(self, numbers: int, channels: int = 3, side: int = 5) -> None:
        super().__init__()
        self.c1 = nn.Conv2d(channels, 12, 3, padding=1)
        self.c2 = nn.Conv2d(12, 20, 3, stride=2, padding=1)
        self.c3 = nn.Conv2d(20, 32, 3, stride=2, padding=1)
        self.f1 = nn.Linear(32 * side * side + numbers, 64)
        self.f2 = nn.Linear(64, 32)
        self.o = nn.Linear(32, 5)
        self.drop = nn.Dropout(0.15)

    def forward(self, stamps: torch.Tensor, numbers: torch.Tensor) -> torch.Tensor:
        seen = torch.relu(self.c3(torch.relu(self.c2(torch.relu(self.c1(stamps)))))).flatten(1)
        signal = torch.relu(self.f1(self.drop(torch.cat([seen, numbers], 1))))
        out: torch.Tensor = self.o(torch.relu(self.f2(signal)))
        return out


def train_network(  # what a training needs
    mine: Table,
    held: Table,
    mean: NDArray[np.float32],
    spread: NDArray[np.float32],
    *,
    none_weight: float,
    epochs: int,
) -> tuple[dict[str, NDArray[np.float32]], NDArray[np.float32]]:
    """Train on ``mine``; returns the network's parts and what it says of ``held`` (rows, 5)."""
    torch.manual_seed(1)
    rng = np.random.default_rng(0)
    net = Judge(mine.features.shape[1])
    best = torch.optim.AdamW(net.parameters(), LEARNING_RATE, weight_decay=1e-3)
    steps = epochs * (len(mine.label) // BATCH)
    pace = torch.optim.lr_scheduler.OneCycleLR(best, LEARNING_RATE, total_steps=steps + 1)
    numbers = _standard(mine.features, mean, spread)
    for epoch in range(epochs):
        net.train()
        order, total = rng.permutation(len(mine.label)), 0.0
        for start in range(0, len(order) - BATCH, BATCH):
            rows = order[start : start + BATCH]
            loss = _loss(net(_turned(mine.stamps[rows], rng), numbers[rows]), mine.rows(rows), none_weight)
            best.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            best.step()
            pace.step()
            total += loss.item()
        print(f"epoch {epoch}: loss {total / (len(order) // BATCH):.4f}", flush=True)
    net.eval()
    with torch.no_grad():
        given = _standard(held.features, mean, spread)
        chunks = range(0, len(held.label), 4096)
        said = [net(torch.from_numpy(held.stamps[a : a + 4096]).float(), given[a : a + 4096]) for a in chunks]
    return {k: v.numpy() for k, v in net.state_dict().items()}, torch.cat(said).numpy()


def _standard(features: NDArray[np.float32], mean: Any, spread: Any) -> torch.Tensor:
    return torch.from_numpy(np.clip((features - mean) / spread, -6, 6).astype(np.float32))


def _turned(stamps: NDArray[np.float16], rng: np.random.Generator) -> torch.Tensor:
    """A pore stays a pore when the photo is turned or mirrored."""
    turned = torch.rot90(torch.from_numpy(stamps).float(), int(rng.integers(0, 4)), (2, 3))
    return turned.flip(3) if rng.random() < 0.5 else turned


def _loss(said: torch.Tensor, rows: Table, none_weight: float) -> torch.Tensor:
    label = torch.from_numpy(rows.label).long()
    weight = torch.from_numpy(rows.weight) * torch.where(label > 0, 1.0, none_weight)
    right = nn.functional.cross_entropy(said[:, :3], label, reduction="none")
    known = torch.from_numpy(np.isfinite(rows.miss))
    miss = torch.from_numpy(np.nan_to_num(rows.miss).clip(-1, 1))
    log_sd = said[:, 4].clamp(-4, 1)
    off = ((miss - said[:, 3]) / log_sd.exp()).abs().clamp(max=4)
    known = known * torch.from_numpy(rows.size_weight)
    sized = ((off**2 / 2 + log_sd) * known).sum() / known.sum().clamp(min=1)
    return (right * weight).sum() / weight.sum() + SIZE_SHARE * sized
