"""The iris on the picture: the ruler of everything that follows."""

from __future__ import annotations

import io
import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from porewise.io.colour import linear_to_srgb
from porewise.io.faces import find_face
from porewise.io.landmarks import EyeGuess
from porewise.io.limbus import fit_limbus
from porewise.io.photos import read_photo, read_photo_bytes
from porewise.values.face import Eye, Face
from porewise.values.photo import Photo

TRUE_LEFT_PX, TRUE_RIGHT_PX = 176.335, 176.423  # the example head, visit 1, as rendered


def degraded(photo: Photo, scale: float, blur_px: float, noise: float, quality: int) -> Photo:
    """A coarser, softer, noisier and harder pressed copy, as a lesser phone would have taken it."""
    import cv2

    size = (round(photo.width * scale), round(photo.height * scale))
    light = cv2.resize(photo.linear, size, interpolation=cv2.INTER_AREA)
    light = cv2.GaussianBlur(light, (0, 0), blur_px) if blur_px else light
    codes = linear_to_srgb(np.clip(light, 0, 1).astype(np.float64))
    codes = codes + np.random.default_rng(4).normal(0, noise, codes.shape)
    file = io.BytesIO()
    Image.fromarray(np.rint(np.clip(codes, 0, 1) * 255).astype(np.uint8)).save(file, "JPEG", quality=quality)
    return read_photo_bytes(file.getvalue(), "copy.jpg")


def eyes_of(photo: Photo) -> tuple[Eye, Eye]:
    face = find_face(photo)
    assert isinstance(face, Face)
    return face.right_eye, face.left_eye


def test_the_iris_of_the_example_is_measured_within_one_percent(demo_photo: Photo) -> None:
    """The landmark model alone is 2 to 3 % off here, and 8 to 10 % on real faces."""
    right, left = eyes_of(demo_photo)
    assert right.fitted
    assert left.fitted
    assert right.iris_px == pytest.approx(TRUE_RIGHT_PX, rel=0.01)
    assert left.iris_px == pytest.approx(TRUE_LEFT_PX, rel=0.01)
    assert 0.005 < right.iris_sd_px / right.iris_px < 0.015


@pytest.mark.parametrize("scale", [0.75, 0.5, 0.33])
@pytest.mark.parametrize(
    ("blur_px", "noise", "quality"), [(0, 0.0, 95), (1.0, 0.01, 88), (2.0, 0.005, 92), (0.7, 0.03, 75)]
)
def test_lesser_photos_measure_the_same_iris_within_two_standard_errors(
    demo_photo: Photo, scale: float, blur_px: float, noise: float, quality: int
) -> None:
    """Small (58 px), soft, noisy or pressed: at most 2 % off, and the stated error covers it."""
    right, left = eyes_of(degraded(demo_photo, scale, blur_px, noise, quality))
    for eye, truth in ((right, TRUE_RIGHT_PX * scale), (left, TRUE_LEFT_PX * scale)):
        assert eye.fitted
        assert eye.iris_px == pytest.approx(truth, rel=0.02)
        assert abs(eye.iris_px - truth) < 2 * eye.iris_sd_px


def drawn_eye(
    radius: float, *, turn: float = 0.0, blur_px: float = 1.0, ratio: float = 1.0, seed: int = 0
) -> tuple[NDArray[np.float32], EyeGuess]:
    """A drawn eye, shaded from one side, in linear light; the guess is a little off, as the models are."""
    import cv2

    rng = np.random.default_rng(seed)
    centre = np.array([120.3, 98.7])
    y, x = np.mgrid[:201, :241] + 0.0
    c, s = math.cos(turn), math.sin(turn)
    u, v = (x - centre[0]) * c + (y - centre[1]) * s, (y - centre[1]) * c - (x - centre[0]) * s
    outside = np.clip(np.hypot(u * ratio, v) - radius + 0.5, 0, 1)
    white = 0.55 * (1 + 0.004 * u)
    light = outside * white + (1 - outside) * 0.06
    light = np.where(np.hypot(u, v) < 0.4 * radius, 0.01, light)
    light = np.where(np.abs(v) > 0.75 * radius * (1 - (u / (2.1 * radius)) ** 2), 0.3, light)  # lids
    light = cv2.GaussianBlur(light, (0, 0), blur_px) + rng.normal(0, 0.004, light.shape)
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    lid = np.column_stack(
        [2.1 * radius * np.cos(angles), 0.75 * radius * np.sin(angles) * np.abs(np.sin(angles))]
    )
    lids = lid @ np.array([[c, s], [-s, c]]) + centre
    guess = EyeGuess(centre + np.array([0.06, -0.03]) * radius, 2 * radius * 1.07, 0.5, lids)
    return np.repeat(light[..., None], 3, axis=2).astype(np.float32), guess


@pytest.mark.parametrize("radius", [15.0, 22.0, 41.5])
@pytest.mark.parametrize("turn", [0.0, 0.35, -1.2])
def test_a_drawn_eye_is_measured_to_a_fraction_of_a_pixel(radius: float, turn: float) -> None:
    """Known centre and width, lids half closed, one side in shade, guess 7 % off."""
    light, guess = drawn_eye(radius, turn=turn)
    eye = fit_limbus(light, guess, turn=turn)
    assert eye.fitted
    assert eye.iris_px == pytest.approx(2 * radius, rel=0.012)
    assert math.hypot(eye.x_px - 120.3, eye.y_px - 98.7) < 0.05 * radius
    assert abs(eye.iris_px - 2 * radius) < 2.5 * eye.iris_sd_px


def test_a_turned_eye_looks_narrower_and_is_told_as_seen() -> None:
    """The horizontal width is what is visible; correcting for the turn is the scale's business."""
    light, guess = drawn_eye(40.0, ratio=1.04)
    assert fit_limbus(light, guess, turn=0.0).iris_px == pytest.approx(80 / 1.04, rel=0.015)


def test_more_blur_never_makes_the_ruler_surer() -> None:
    """A law: the standard error grows, or the fit gives up and the model's guess stands."""
    before = 0.0
    for blur in (0.5, 1.5, 3.0, 5.0, 8.0):
        light, guess = drawn_eye(30.0, blur_px=blur)
        share = fit_limbus(light, guess, turn=0.0)
        assert share.iris_sd_px >= 0.95 * before
        before = share.iris_sd_px


def test_without_a_border_the_guess_stands_with_its_large_error() -> None:
    """Darkness, closed lids or a tiny eye: no invented precision."""
    light, guess = drawn_eye(30.0)
    rng = np.random.default_rng(1)
    unlit = rng.normal(0.02, 0.003, light.shape).astype(np.float32)
    closed = EyeGuess(
        guess.centre, guess.iris_px, 0.5, np.column_stack([guess.lids[:, 0], 0 * guess.lids[:, 1] + 98])
    )
    tiny = EyeGuess(guess.centre, 11.0, 0.2, guess.lids)
    for picture, unsure in ((unlit, guess), (light, closed), (light, tiny)):
        eye = fit_limbus(picture, unsure, turn=0.0)
        assert not eye.fitted
        assert eye.iris_px == unsure.iris_px
        assert eye.iris_sd_px >= 0.08 * eye.iris_px


def test_an_eye_at_the_edge_of_the_photo_does_not_crash() -> None:
    """The frame may cut an eye."""
    light, guess = drawn_eye(30.0)
    for cut in (light[:, :110], light[:90], light[:105, :118], light[:3, :3]):
        assert fit_limbus(np.ascontiguousarray(cut), guess, turn=0.0).iris_px > 0


def test_one_person_has_one_ratio_of_iris_to_pupil_distance(shared_dir: Path) -> None:
    """Neutral and smiling, 15 and 30 cm: the ratio moves by less than 2 % (the model's own: 4 to 17 %)."""
    pairs = (
        ("london_067_neutral", "london_067_smile"),
        ("london_082_neutral", "london_082_smile"),
        ("selfie_30cm", "selfie_close_15cm"),
    )
    for names in pairs:
        ratios = []
        for name in names:
            right, left = eyes_of(read_photo(shared_dir / "photos" / f"{name}.jpg"))
            assert right.fitted
            assert left.fitted
            assert right.iris_px == pytest.approx(left.iris_px, rel=0.03)
            pupils = math.hypot(left.x_px - right.x_px, left.y_px - right.y_px)
            ratios.append((right.iris_px + left.iris_px) / 2 / pupils)
        assert ratios[0] == pytest.approx(ratios[1], rel=0.02)


def test_eyes_that_contradict_each_other_are_not_believed(shared_dir: Path) -> None:
    """Reflections of a window cross the irises of these portraits: a fit must be confirmed or widened."""
    for name in (
        "portrait_front_base",
        "portrait_front_retouched",
        "selfie_window_2026",
        "portrait_shiny_stubble",
    ):
        right, left = eyes_of(read_photo(shared_dir / "photos" / f"{name}.jpg"))
        if right.fitted and left.fitted:
            assert abs(math.log(right.iris_px / left.iris_px)) <= 0.06
        elif right.fitted or left.fitted:
            eye = right if right.fitted else left
            assert eye.iris_sd_px > 0.02 * eye.iris_px
