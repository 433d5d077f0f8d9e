"""Finding the one face: real portraits, turned and shrunk ones, crowds, cats, cartoons and gravel."""

from __future__ import annotations

import dataclasses
import io
import math
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from porewise.io import networks
from porewise.io.faces import find_face
from porewise.io.photos import read_photo, read_photo_bytes
from porewise.values.errors import PorewiseError
from porewise.values.face import Face, NoFace
from porewise.values.photo import Photo

Pixels = NDArray[np.uint8]

PORTRAITS = (
    "london_067_neutral.jpg",
    "london_067_smile.jpg",
    "london_082_neutral.jpg",
    "london_082_smile.jpg",
    "official_lowres.jpg",
    "portrait_front_base.jpg",
    "portrait_front_retouched.jpg",
    "portrait_shiny_stubble.jpg",
    "selfie_30cm.jpg",
    "selfie_close_15cm.jpg",
    "selfie_window_2026.jpg",
)


def photo_of(pixels: Pixels) -> Photo:
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, "PNG", compress_level=1)
    return read_photo_bytes(file.getvalue(), "photo.png")


def face_in(pixels: Pixels) -> Face:
    face = find_face(photo_of(pixels))
    assert isinstance(face, Face), face
    return face


def no_face_in(pixels: Pixels) -> NoFace:
    answer = find_face(photo_of(pixels))
    assert isinstance(answer, NoFace)
    assert answer.says.endswith(".")
    assert answer.remedy.endswith(".")
    return answer


def pupils_px(face: Face) -> float:
    return math.hypot(face.left_eye.x_px - face.right_eye.x_px, face.left_eye.y_px - face.right_eye.y_px)


@pytest.fixture(scope="module")
def head(demo_photo: Photo) -> Pixels:
    """The example head, small enough to be quick."""
    small = Image.fromarray(demo_photo.display)
    small.thumbnail((1000, 1000), Image.Resampling.BOX)
    return np.asarray(small)


@pytest.fixture(scope="module")
def found(head: Pixels) -> Face:
    return face_in(head)


def test_the_face_has_its_mesh_eyes_and_lids(found: Face, head: Pixels) -> None:
    """Shapes, order and sides as the values promise."""
    assert found.mesh.shape == (468, 3)
    assert found.right_lids.shape == found.left_lids.shape == (16, 2)
    assert not found.mesh.flags.writeable
    assert found.presence > 0.9
    assert 0 < found.wobble_share < 0.02
    height, width = head.shape[:2]
    assert (found.mesh[:, :2] > [-1, -1]).all()
    assert (found.mesh[:, :2] < [width, height]).all()
    assert found.right_eye.x_px < found.left_eye.x_px, "the person's right eye is on the left of the picture"
    assert found.mesh[1, 2] < found.mesh[[234, 454], 2].min(), "the nose tip is nearer than the ears"
    for eye, lids in ((found.right_eye, found.right_lids), (found.left_eye, found.left_lids)):
        assert lids[:, 0].min() < eye.x_px < lids[:, 0].max()
        assert lids[:, 1].min() < eye.y_px < lids[:, 1].max()


def test_the_lids_are_one_closed_outline(found: Face) -> None:
    """Walked in order the outline does not cross itself: its area is that of its convex hull, nearly."""
    import cv2

    for lids in (found.right_lids, found.left_lids):
        x, y = lids.T
        area = abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2
        assert area > 0.9 * cv2.contourArea(cv2.convexHull(lids.astype(np.float32)))


def test_the_eyes_lie_where_they_were_rendered(demo_photo: Photo) -> None:
    """The example head's truth: pupils to within 2 % of an iris."""
    face = find_face(demo_photo)
    assert isinstance(face, Face)
    for eye, x, y in ((face.left_eye, 1863.26, 1453.59), (face.right_eye, 1013.70, 1451.50)):
        assert math.hypot(eye.x_px - x, eye.y_px - y) < 0.02 * 176


CHANGES: dict[str, tuple[Callable[[Pixels], Pixels], float]] = {
    "quarter turn": (np.rot90, 1),
    "half turn": (lambda a: np.rot90(a, 2), 1),
    "three quarter turn": (lambda a: np.rot90(a, 3), 1),
    "mirrored": (lambda a: a[:, ::-1], 1),
    "dark": (lambda a: (a * 0.3).astype(np.uint8), 1),
    "bright": (lambda a: np.minimum(a * 1.4, 255).astype(np.uint8), 1),
    "grey": (lambda a: np.repeat(a.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2), 1),
    "a quarter the size": (lambda a: np.asarray(Image.fromarray(a).reduce(4)), 0.25),
    "small in a wide frame": (lambda a: np.pad(a, ((700, 500), (1500, 1500), (0, 0)), constant_values=90), 1),
    "filling the frame": (lambda a: a[180:-150, 110:-110], 1),
    "chin cut off": (lambda a: a[:-220], 1),
    "forehead cut off": (lambda a: a[260:], 1),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_face_is_found_however_the_photo_was_taken(change: str, head: Pixels, found: Face) -> None:
    """Held sideways, near or far, dark, cut off: the same face, with the same pupil distance."""
    changed, scale = CHANGES[change]
    assert pupils_px(face_in(changed(head))) == pytest.approx(scale * pupils_px(found), rel=0.02)


def test_the_mesh_follows_a_turned_photo(head: Pixels, found: Face) -> None:
    """The points belong to the skin, not to the frame: turned back they lie where they were."""
    turned = face_in(np.rot90(head)).mesh  # x' = y, y' = width - 1 - x
    back = np.column_stack([head.shape[1] - 1 - turned[:, 1], turned[:, 0]])
    apart = np.hypot(*(back - found.mesh[:, :2]).T)
    assert float(np.sqrt((apart**2).mean())) < 0.015 * pupils_px(found)


def test_two_faces_are_refused_and_counted(head: Pixels) -> None:
    """Whose pores? One person at a time."""
    answer = no_face_in(np.hstack([head, head]))
    assert (answer.code, answer.value, answer.limit) == ("several_faces", 2, 1)


def test_a_bystander_in_the_background_does_not_matter(head: Pixels, found: Face) -> None:
    """A poster or a passer-by much smaller than the person is not measured and not in the way."""
    scene = np.pad(head, ((0, 0), (0, 300), (0, 0)), constant_values=120)
    small = np.asarray(Image.fromarray(head).reduce(4))
    scene[40 : 40 + small.shape[0], -small.shape[1] - 20 : -20] = small
    assert pupils_px(face_in(scene)) == pytest.approx(pupils_px(found), rel=0.01)


def test_half_a_face_is_doubtful_or_none(head: Pixels) -> None:
    """A mesh guessed over the edge of the photo must not place zones."""
    answer = no_face_in(head[:, : head.shape[1] // 2])
    assert answer.code in ("face_doubtful", "no_face")


def cartoon() -> Pixels:
    image = Image.new("RGB", (640, 480), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((200, 60, 480, 420), fill=(255, 220, 80), outline="black", width=6)
    for x in (280, 400):
        draw.ellipse((x - 18, 180, x + 18, 230), fill="black")
    draw.arc((260, 220, 420, 360), 20, 160, fill="black", width=8)
    return np.asarray(image)


def noise() -> Pixels:
    return np.random.default_rng(0).integers(0, 256, (301, 407, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    "pixels",
    [
        cartoon(),
        noise(),
        np.full((200, 300, 3), 128, np.uint8),
        np.zeros((1, 1, 3), np.uint8),
        np.full((2, 900, 3), 90, np.uint8),
        np.full((1200, 3, 3), 200, np.uint8),
    ],
    ids=["cartoon", "noise", "grey card", "one pixel", "a line", "a column"],
)
def test_what_is_no_face_is_answered_not_crashed_on(pixels: Pixels) -> None:
    """Drawings, noise and slivers get a reason and a remedy."""
    assert no_face_in(pixels).code in ("no_face", "face_doubtful")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("negative_cat.png", ("face_doubtful", "no_face")),
        ("negative_gravel.png", ("no_face",)),
        ("negative_mannequin.jpg", ("face_doubtful", "no_face")),
    ],
)
def test_cats_gravel_and_mannequins_are_no_faces(shared_dir: Path, name: str, codes: tuple[str, ...]) -> None:
    """Real pictures of what is no person."""
    answer = find_face(read_photo(shared_dir / "photos" / name))
    assert isinstance(answer, NoFace)
    assert answer.code in codes


@pytest.mark.parametrize("name", PORTRAITS)
def test_a_face_is_found_in_every_real_portrait(shared_dir: Path, name: str) -> None:
    """With the pupil distance that an independent face library saw, to 4 %."""
    import json

    manifest = json.loads((shared_dir / "photos" / "MANIFEST.json").read_text(encoding="utf-8"))
    truth = next(p["face"] for p in manifest["photos"] if p["file"] == name)
    face = find_face(read_photo(shared_dir / "photos" / name))
    assert isinstance(face, Face)
    assert pupils_px(face) == pytest.approx(truth["pupil_distance_px"], rel=0.04)


@pytest.mark.parametrize("name", ["london_067_neutral", "london_082_neutral"])
def test_the_pupils_lie_where_people_marked_them(shared_dir: Path, name: str) -> None:
    """Points 0 and 1 of the set's own landmarks, placed by hand: to 2 % of the pupil distance."""
    marks = (shared_dir / "photos" / "landmarks" / f"{name}.tem").read_text(encoding="utf-8").split("\n")[1:3]
    by_hand = sorted(tuple(float(v) for v in line.split()) for line in marks)
    face = find_face(read_photo(shared_dir / "photos" / f"{name}.jpg"))
    assert isinstance(face, Face)
    for eye, (x, y) in zip((face.right_eye, face.left_eye), by_hand, strict=True):
        assert math.hypot(eye.x_px - x, eye.y_px - y) < 0.02 * pupils_px(face)


def as_bytes(face: Face) -> tuple[Any, ...]:
    fields = [getattr(face, f.name) for f in dataclasses.fields(face)]
    return tuple(v.tobytes() if isinstance(v, np.ndarray) else v for v in fields)


def test_the_same_photo_gives_the_same_face_on_one_thread_or_two(head: Pixels) -> None:
    """Byte for byte, however many processors help."""
    import cv2

    before = cv2.getNumThreads()
    try:
        answers = []
        for threads in (1, 2, 2):
            cv2.setNumThreads(threads)
            answers.append(as_bytes(face_in(head)))
    finally:
        cv2.setNumThreads(before)
    assert answers[0] == answers[1] == answers[2]


def test_many_threads_may_look_at_once(head: Pixels, found: Face) -> None:
    """Workers share the loaded models."""
    from concurrent.futures import ThreadPoolExecutor

    photo = photo_of(head)
    with ThreadPoolExecutor(4) as pool:
        faces = list(pool.map(find_face, [photo] * 6))
    assert all(isinstance(f, Face) and as_bytes(f) == as_bytes(found) for f in faces)


def test_a_missing_model_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A broken installation is the world failing, not the photo."""
    monkeypatch.setattr(networks, "FOLDER", tmp_path)
    networks.network.cache_clear()
    try:
        with pytest.raises(PorewiseError, match=r"^The face model [^\n]+ is missing [^\n]+\.$"):
            find_face(photo_of(noise()))
    finally:
        networks.network.cache_clear()


def test_no_socket_is_opened_from_python(monkeypatch: pytest.MonkeyPatch, head: Pixels) -> None:
    """Reading a photo and finding a face never asks for a connection."""

    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", never)
    networks.network.cache_clear()
    assert isinstance(find_face(photo_of(head)), Face)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_no_network_call_is_made_to_the_system(head: Pixels, tmp_path: Path) -> None:
    """Nor by the libraries beneath Python: the system is asked for no socket at all."""
    path, log = tmp_path / "head.png", tmp_path / "calls.log"
    Image.fromarray(head).save(path)
    program = (
        "import sys; from porewise.io.photos import read_photo; from porewise.io.faces import find_face;"
        "print(type(find_face(read_photo(sys.argv[1]))).__name__)"
    )
    trace = ["strace", "-f", "-e", "trace=network", "-o", str(log), sys.executable, "-c", program, str(path)]
    done = subprocess.run(trace, capture_output=True, text=True, check=False)
    if done.returncode != 0 and "ptrace" in done.stderr:
        pytest.skip("tracing is not allowed here")
    assert done.stdout.strip() == "Face", done.stderr
    calls = [
        line for line in log.read_text(encoding="utf-8").splitlines() if "(" in line and "+++" not in line
    ]
    assert [line for line in calls if not line.split()[1].startswith("---")] == []
