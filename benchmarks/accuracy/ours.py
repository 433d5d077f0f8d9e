"""Porewise through its public door, on pictures whose scale is known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from fourth_hand import FourthDrawn
from numpy.typing import NDArray
from other_hand import Drawn, linear_of
from true_pore import TruePore, resolved

from porewise.measure import measure_pores
from porewise.synth import SkinRecipe, draw_skin
from porewise.values.face import NoFace
from porewise.values.photo import Photo
from porewise.values.reading import Pore, Reading, Rejected

NO_FACE = NoFace("no_face", "No face was found.", "Take a photo of a face.")


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A picture with its truth, and where it comes from."""

    family: str
    picture: NDArray[np.uint8]
    px_per_mm: float
    pores: tuple[TruePore, ...]
    blur_px: float
    noise: float
    about: dict[str, float | str]

    @property
    def cm2(self) -> float:
        return float(self.picture.shape[0] * self.picture.shape[1]) / self.px_per_mm**2 / 100


def photo_of(picture: NDArray[np.uint8]) -> Photo:
    """sRGB bytes as the photo reader would give them."""
    return Photo(
        name="bench.png",
        sha256=hashlib.sha256(picture.tobytes()).hexdigest(),
        linear=linear_of(picture),
        display=picture,
        clipped=(picture >= 254).any(-1),
        format="PNG",
        bits=8,
        profile="sRGB",
    )


def measure(picture: NDArray[np.uint8], px_per_mm: float) -> Reading | Rejected:
    return measure_pores(photo_of(picture), NO_FACE, version="bench", px_per_mm=px_per_mm)


def counted(reading: Reading | Rejected) -> list[Pore]:
    return [] if isinstance(reading, Rejected) else [p for p in reading.pores if p.counted]


def places(pores: list[Pore]) -> NDArray[np.float64]:
    return np.array([(p.x_px, p.y_px) for p in pores]).reshape(-1, 2)


def case_of(drawn: Drawn) -> Case:
    """A drawing by the other hand."""
    s = drawn.scene
    about: dict[str, float | str] = {
        "ita": s.skin.ita_deg,
        "light": s.light.kind,
        "crisp": s.pores.crisp,
        "relief": s.skin.relief,
        "oil": s.light.oil,
        "spread": s.camera.spread,
        "denoise": s.camera.denoise,
        "sharpen": s.camera.sharpen,
        "sensor": s.camera.sensor,
    }
    return Case("other", drawn.picture, drawn.px_per_mm, drawn.pores, drawn.blur_px, drawn.noise, about)


def fourth_case(drawn: FourthDrawn) -> Case:
    """A drawing by the fourth hand."""
    return Case("fourth", drawn.picture, drawn.px_per_mm, drawn.pores, drawn.blur_px, drawn.noise, {})


def synth_case(recipe: SkinRecipe, seed: int) -> Case:
    """A drawing by ``porewise.synth``, judged by the same rule of what can be resolved."""
    skin, again = draw_skin(recipe, seed=seed), draw_skin(recipe, seed=seed, camera_seed=seed + 1)
    luminance = np.array([0.2126, 0.7152, 0.0722])
    a, b = (np.log(np.maximum(linear_of(s.picture) @ luminance, 1e-4)) for s in (skin, again))
    noise, k = float((a - b).std() / np.sqrt(2)), skin.px_per_mm
    blur = float(np.hypot(recipe.camera.blur_px, 0.289))
    pores = []
    for p in skin.pores:
        contrast = 1 - float(np.exp(-p.darkness))
        resolvable, clear = resolved(p.major_mm, p.minor_mm, contrast, px_per_mm=k, blur_px=blur, noise=noise)
        pores.append(
            TruePore(
                p.x_px,
                p.y_px,
                p.major_mm,
                p.minor_mm,
                p.angle_deg,
                contrast,
                p.plug,
                resolvable,
                clear,
            )
        )
    about: dict[str, float | str] = {"ita": recipe.around.ita_deg, "spread": recipe.camera.psf}
    return Case("synth", skin.picture, k, tuple(pores), blur, noise, about)
