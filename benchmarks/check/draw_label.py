"""
Draw photos of label text that we know: a printed block on a flat or round pack, under a light, by a camera.

Nothing here knows how the reader works. Lengths are pixels of the finished photo.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Font = ImageFont.FreeTypeFont

PAPER = {"white": ((247, 246, 242), (34, 33, 36)), "cream": ((238, 228, 208), (74, 56, 44)),
         "dark": ((38, 52, 60), (226, 230, 228)), "kraft": ((186, 150, 112), (40, 30, 24))}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """
    How the label is printed and photographed.

    ``curve_deg``: half the angle of the bottle that the label spans (0: a flat box); ``tilt_deg``: the
    camera is rolled; ``above_deg``: it looks down on the bottle, which bends the lines; ``shade``: share of
    light lost from the bright to the dark side; ``glare``: strength of a bright stripe along the bottle;
    ``blur_px`` and ``noise``: standard deviations, noise in grey levels of 255.
    """

    size: tuple[int, int] = (3000, 4000)
    letters_px: int = 40
    paper: str = "white"
    capitals: bool = False
    hyphenate: bool = False
    curve_deg: float = 0.0
    tilt_deg: float = 0.0
    above_deg: float = 0.0
    shade: float = 0.0
    glare: float = 0.0
    blur_px: float = 0.6
    noise: float = 2.0
    quality: int = 88
    seed: int = 0


def draw_label(
    names: Sequence[str],
    scene: Scene,
    *,
    font: Callable[[int], Font],
    title: str = "Hydrating Gel Cream",
    heading: str = "Ingredients:",
) -> Image.Image:
    """
    Draw the photo of a label with this ingredient list.

    ``font`` gives the font in a size. A product name stands above the list and small print below, as on packs.
    """
    flat = _print_label(names, scene, font, title, heading)
    bent = _bend(np.asarray(flat, np.float32), scene)
    return _photograph(_place(bent, scene), scene)


def _print_label(
    names: Sequence[str], scene: Scene, sized: Callable[[int], Font], title: str, heading: str
) -> Image.Image:
    paper, ink = PAPER[scene.paper]
    font = sized(scene.letters_px)
    width = int(scene.size[0] * 0.8)
    listed = ", ".join(names) + "."
    text = f"{heading} {listed.upper() if scene.capitals else listed}"
    lines = wrap(text, font, int(width * 0.88), hyphenate=scene.hyphenate)
    step = round(scene.letters_px * 1.32)
    big = sized(round(scene.letters_px * 1.9))
    height = min(scene.size[1] - 40, step * (len(lines) + 7))
    sheet = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(sheet)
    left, top = round(width * 0.06), step
    draw.text((left, top), title, fill=ink, font=big)
    top += step * 3
    for line in lines:
        draw.text((left, top), line, fill=ink, font=font)
        top += step
    small = sized(max(10, round(scene.letters_px * 0.8)))
    draw.text((left, top + step), "Keep out of reach of children. Batch L4471", fill=ink, font=small)
    return sheet


def wrap(text: str, font: Font, width: int, *, hyphenate: bool = False) -> list[str]:
    """Break text into lines that fit; with ``hyphenate`` long words break inside, with a hyphen."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= width:
            line = longer
            continue
        head = _head_that_fits(line, word, font, width) if hyphenate else ""
        if head:
            lines.append(f"{line} {head}-".strip())
            line = word[len(head) :]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def _head_that_fits(line: str, word: str, font: Font, width: int) -> str:
    for cut in range(len(word) - 4, 3, -1):
        splits_letters = word[:cut].isalpha() and word[cut:].strip(",.").isalpha()
        if splits_letters and font.getlength(f"{line} {word[:cut]}-".strip()) <= width:
            return word[:cut]
    return ""


def _bend(flat: NDArray[np.float32], scene: Scene) -> NDArray[np.float32]:
    """Wrap the sheet around a standing cylinder, seen from the front and a little from above."""
    if scene.curve_deg == 0:
        return flat
    height, width = flat.shape[:2]
    half = np.radians(scene.curve_deg)
    radius = width / (2 * half)
    reach = radius * np.sin(half)
    x = np.arange(int(2 * reach)) - reach  # seen from the front
    angle = np.arcsin(np.clip(x / radius, -1, 1))
    back = radius * (1 - np.cos(angle))  # how far the surface lies behind its front line
    drop = -back * np.tan(np.radians(scene.above_deg))
    far = 1 / (1 + back / (4 * width))
    room = int(np.ceil(np.abs(drop).max())) + 1
    y = np.arange(height + room)[:, None]
    source_y = (y + drop[None] * -1 - room * (scene.above_deg > 0) - height / 2) / far[None] + height / 2
    source_x = np.broadcast_to(angle[None] * radius + width / 2, source_y.shape)
    return _sample(flat, source_x, source_y)


def _sample(
    picture: NDArray[np.float32], x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Bilinear; (h, w, 4): the fourth channel is 1 where the label is."""
    height, width = picture.shape[:2]
    inside = (x >= 0) & (x <= width - 1.001) & (y >= 0) & (y <= height - 1.001)
    x, y = np.clip(x, 0, width - 1.001), np.clip(y, 0, height - 1.001)
    left, top = x.astype(np.int32), y.astype(np.int32)
    fx, fy = (x - left)[..., None].astype(np.float32), (y - top)[..., None].astype(np.float32)
    upper = picture[top, left] * (1 - fx) + picture[top, left + 1] * fx
    lower = picture[top + 1, left] * (1 - fx) + picture[top + 1, left + 1] * fx
    mixed = upper * (1 - fy) + lower * fy
    return np.concatenate([mixed, inside[..., None].astype(np.float32)], axis=2)


def _place(label: NDArray[np.float32], scene: Scene) -> NDArray[np.float32]:
    """Lay the label, rolled, on a dim bathroom wall."""
    width, height = scene.size
    rng = np.random.default_rng(scene.seed)
    wall = np.linspace(150, 110, height, dtype=np.float32)[:, None, None] + np.array([6, 2, -6], np.float32)
    wall = np.repeat(wall, width, axis=1) + rng.normal(0, 3, (height, width, 1)).astype(np.float32)
    if label.shape[2] == 3:
        label = np.concatenate([label, np.ones((*label.shape[:2], 1), np.float32)], axis=2)
    label = _light(label, scene)
    layer = Image.fromarray(np.clip(label[..., :3], 0, 255).astype(np.uint8))
    mask = Image.fromarray((label[..., 3] * 255).astype(np.uint8))
    turn = {"resample": Image.Resampling.BICUBIC, "expand": True}
    layer, mask = layer.rotate(scene.tilt_deg, **turn), mask.rotate(scene.tilt_deg, **turn)
    photo = Image.fromarray(np.clip(wall, 0, 255).astype(np.uint8))
    photo.paste(layer, ((width - layer.width) // 2, (height - layer.height) // 2), mask)
    return np.asarray(photo, np.float32)


def _light(label: NDArray[np.float32], scene: Scene) -> NDArray[np.float32]:
    width = label.shape[1]
    across = np.linspace(0, 1, width, dtype=np.float32)
    dimmed = label[..., :3] * (1 - scene.shade * across)[None, :, None]
    stripe = np.exp(-(((across - 0.33) / 0.06) ** 2)) * scene.glare * 255
    return np.concatenate([dimmed + stripe[None, :, None], label[..., 3:]], axis=2)


def _photograph(photo: NDArray[np.float32], scene: Scene) -> Image.Image:
    rng = np.random.default_rng(scene.seed + 1)
    image = Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8))
    if scene.blur_px:
        image = image.filter(ImageFilter.GaussianBlur(scene.blur_px))
    grainy = np.asarray(image, np.float32) + rng.normal(0, scene.noise, (*image.size[::-1], 1)).astype(
        np.float32
    )
    return Image.fromarray(np.clip(grainy, 0, 255).astype(np.uint8))


def shrunk(scene: Scene, times: float) -> Scene:
    """The same scene photographed with fewer pixels."""
    size = (round(scene.size[0] * times), round(scene.size[1] * times))
    return replace(
        scene, size=size, letters_px=max(6, round(scene.letters_px * times)), blur_px=scene.blur_px * times
    )
