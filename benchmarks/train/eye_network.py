"""The eye as PyTorch trains it, its targets, and the same network written as ONNX."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from porewise.measure.eye import CELL, EYE_PX_PER_MM

WIDTHS = (24, 40)
INPUTS, OUTPUTS = 5, 6
# A cell whose middle lies this near to a pore is the pore's; a little farther out it may say either.
MINE_MM, NEAR_MM, UNSEEN_MM = 0.12, 0.22, 0.22
Tensor = torch.Tensor


class Eye(nn.Module):
    """Two resolutions, a half and a quarter of the sheet's; the answer stands on cells of two by two samples."""

    def __init__(self) -> None:
        super().__init__()
        b, c = WIDTHS
        self.d1 = nn.Conv2d(INPUTS, b, 5, stride=2, padding=2)
        self.c2 = nn.Conv2d(b, b, 3, padding=1)
        self.d2 = nn.Conv2d(b, c, 3, stride=2, padding=1)
        self.c3 = nn.Conv2d(c, c, 3, padding=1)
        self.c4 = nn.Conv2d(c, c, 3, padding=2, dilation=2)
        self.c6 = nn.Conv2d(c, c, 3, padding=4, dilation=4)
        self.up = nn.Conv2d(c, b, 1)
        self.c5 = nn.Conv2d(b, b, 3, padding=1)
        self.out = nn.Conv2d(b, OUTPUTS, 1)
        nn.init.constant_(self.out.bias, 0.0)
        nn.init.dirac_(self.c6.weight)  # passes on what it gets, until it learns better
        nn.init.zeros_(self.c6.bias)
        with torch.no_grad():
            self.out.bias[0] = -4.0

    def forward(self, x: Tensor) -> Tensor:
        r = torch.relu
        half = r(self.c2(r(self.d1(x))))
        quarter = r(self.c6(r(self.c4(r(self.c3(r(self.d2(half))))))))
        above = nn.functional.interpolate(self.up(quarter), scale_factor=2, mode="nearest")
        return self.out(r(self.c5(half + above)))


def targets(truth: NDArray[np.float32], seen: NDArray[np.bool_], side: int) -> dict[str, NDArray[np.float32]]:
    """
    What the cells of a patch should say. ``truth`` (n, 5): x, y in samples, diameter in mm, darkness, dark plug;
    ``seen`` (n,): visible at all; ``side``: samples.
    """
    cells = np.arange(side // CELL) * CELL + (CELL - 1) / 2
    shape = (len(cells), len(cells))
    heat, weight = np.zeros(shape, np.float32), np.ones(shape, np.float32)
    place, log_d, plug = (
        np.zeros((2, *shape), np.float32),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.float32),
    )
    sized = np.zeros(shape, np.float32)
    if len(truth):
        dx, dy = (
            truth[:, 0, None, None] - cells[None, None, :],
            truth[:, 1, None, None] - cells[None, :, None],
        )
        far = np.hypot(dx, dy) / EYE_PX_PER_MM
        hidden = np.where(seen[:, None, None], np.inf, far).min(0)
        visible = np.where(seen[:, None, None], far, np.inf)
        nearest, row = visible.min(0), visible.argmin(0)
        heat[nearest <= MINE_MM] = 1
        near = nearest <= NEAR_MM
        weight[near & (heat == 0)] = 0
        weight[(hidden <= UNSEEN_MM) & (heat == 0)] = 0
        i, j = np.nonzero(near)
        r = row[i, j]
        place[0, i, j], place[1, i, j] = dx[r, 0, j], dy[r, i, 0]
        log_d[i, j], plug[i, j], sized[i, j] = np.log(truth[r, 2] / 0.25), truth[r, 4], 1
    return {"heat": heat, "weight": weight, "place": place, "log_d": log_d, "plug": plug, "sized": sized}


def loss_of(said: Tensor, want: dict[str, Tensor]) -> tuple[Tensor, dict[str, float]]:
    """Chance of a pore, its place, its plug, its diameter with its doubt."""
    bce = nn.functional.binary_cross_entropy_with_logits
    cells = want["weight"].sum()
    heat = (bce(said[:, 0], want["heat"], reduction="none") * want["weight"]).sum() / cells
    at, n = want["sized"], want["sized"].sum().clamp(min=1)
    place = ((said[:, 1:3] - want["place"]).abs().sum(1) * at).sum() / n
    plug = (bce(said[:, 3], want["plug"], reduction="none") * at).sum() / n
    log_sd = said[:, 5].clamp(-3.5, 0.5)
    miss = (said[:, 4] - want["log_d"]) / log_sd.exp()
    size = ((0.5 * miss**2 + log_sd) * at * want["even"]).sum() / (at * want["even"]).sum().clamp(min=1)
    total = 30 * heat + 0.1 * place + 0.25 * plug + 0.3 * size
    return total, {
        k: float(v.detach()) for k, v in {"heat": heat, "place": place, "plug": plug, "size": size}.items()
    }


def taught_loss(said: Tensor, by: Tensor, told: Tensor) -> Tensor:
    """
    How far from what a teacher says of the same cells. ``by`` (n, 6, h, w): the teacher's answer; ``told`` (n, h, w): 1
    where it gave one. Places, plugs and diameters count as far as the teacher believes in a pore.
    """
    bce = nn.functional.binary_cross_entropy_with_logits
    believed = by[:, 0].sigmoid()
    heat = (bce(said[:, 0], believed, reduction="none") * told).sum() / told.sum().clamp(min=1)
    at = told * believed
    n = at.sum().clamp(min=1)
    place = ((said[:, 1:3] - by[:, 1:3]).abs().sum(1) * at).sum() / n
    plug = (bce(said[:, 3], by[:, 3].sigmoid(), reduction="none") * at).sum() / n
    log_sd = by[:, 5].clamp(-3.5, 0.5)
    size = ((0.5 * ((said[:, 4] - by[:, 4]) / log_sd.exp()) ** 2 + (said[:, 5] - log_sd) ** 2) * at).sum() / n
    return 30 * heat + 0.1 * place + 0.25 * plug + 0.3 * size


def turned(answer: NDArray[np.float32], quarters: int, mirror: bool) -> NDArray[np.float32]:
    """An answer (6, h, w) as it is of the same skin mirrored left to right, if so, and then turned by quarters."""
    if mirror:
        answer = answer[:, :, ::-1] * np.array([1, -1, 1, 1, 1, 1], np.float32)[:, None, None]
    for _ in range(quarters % 4):  # (dx, dy) goes to (dy, −dx)
        answer = (
            np.rot90(answer, 1, (1, 2))[[0, 2, 1, 3, 4, 5]]
            * np.array([1, 1, -1, 1, 1, 1], np.float32)[:, None, None]
        )
    return np.ascontiguousarray(answer, np.float32)


def seen_from_all_sides(eye: Eye, x: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean answer (6, h / 2, w / 2) over the eight ways to turn and mirror ``x`` (5, h, w)."""
    total = np.zeros((OUTPUTS, x.shape[1] // CELL, x.shape[2] // CELL), np.float32)
    for mirror in (False, True):
        for quarters in range(4):
            view = np.rot90(x[:, :, ::-1] if mirror else x, quarters, (1, 2))
            with torch.no_grad():
                said = eye(torch.from_numpy(np.ascontiguousarray(view[None])))[0].numpy()
            back = turned(said, -quarters, False)
            total += turned(back, 0, True) if mirror else back
    return total / 8


def load_weights(eye: Eye, path: Path) -> dict[str, Any]:
    """
    Give ``eye`` the weights of a file that ``as_onnx`` made; its record is returned. A layer that the file does not
    have keeps what it began with.
    """
    import onnx
    from onnx import numpy_helper

    model = onnx.load(str(path))
    names = {"w": "weight", "b": "bias"}
    parts = [
        (n.name.rsplit(".", 1), numpy_helper.to_array(n)) for n in model.graph.initializer if "." in n.name
    ]
    told = {f"{layer}.{names[kind]}": torch.from_numpy(a.copy()) for (layer, kind), a in parts}
    eye.load_state_dict({**eye.state_dict(), **told})
    return dict(json.loads(model.doc_string))


def as_onnx(eye: Eye, record: str) -> bytes:
    """The same network for OpenCV: any height and width that four divides."""
    from onnx import TensorProto, helper, numpy_helper

    parts: dict[str, NDArray[Any]] = {k: v.detach().numpy() for k, v in eye.state_dict().items()}
    nodes, weights = [], [numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "twice")]

    def conv(name: str, x: str, *, stride: int = 1, spread: int = 1, relu: bool = True) -> str:
        w = parts[f"{name}.weight"]
        weights.append(numpy_helper.from_array(w, f"{name}.w"))
        weights.append(numpy_helper.from_array(parts[f"{name}.bias"], f"{name}.b"))
        pad = spread * (w.shape[2] // 2)
        nodes.append(
            helper.make_node(
                "Conv", [x, f"{name}.w", f"{name}.b"], [f"{name}.y"], kernel_shape=list(w.shape[2:]),
                pads=[pad] * 4, strides=[stride] * 2, dilations=[spread] * 2,
            )
        )  # fmt: skip
        if not relu:
            return f"{name}.y"
        nodes.append(helper.make_node("Relu", [f"{name}.y"], [f"{name}.r"]))
        return f"{name}.r"

    half = conv("c2", conv("d1", "skin", stride=2))
    quarter = conv("c6", conv("c4", conv("c3", conv("d2", half, stride=2)), spread=2), spread=4)
    low = conv("up", quarter, relu=False)
    nodes.append(
        helper.make_node(
            "Resize", [low, "", "twice"], ["above"], mode="nearest", nearest_mode="floor",
            coordinate_transformation_mode="asymmetric",
        )
    )  # fmt: skip
    nodes.append(helper.make_node("Add", [half, "above"], ["both"]))
    last = conv("out", conv("c5", "both"), relu=False)
    graph = helper.make_graph(
        nodes, "eye",
        [helper.make_tensor_value_info("skin", TensorProto.FLOAT, [1, INPUTS, "h", "w"])],
        [helper.make_tensor_value_info(last, TensorProto.FLOAT, [1, OUTPUTS, "h2", "w2"])],
        weights,
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    model.doc_string = record
    return bytes(model.SerializeToString())
