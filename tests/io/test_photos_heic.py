"""
HEIC photos, written here bit by bit: no program that writes them is free to ship.

The pictures are coded without any compression (HEVC's PCM mode), so that every value is known exactly.
ITU-T H.265 for the picture, ISO/IEC 23008-12 for the file.
"""

from __future__ import annotations

import struct

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from porewise.io.photos import read_photo_bytes
from porewise.values.errors import PorewiseError

CTB = 16  # side of a coding block
# Arithmetic coder: width of the less probable symbol at full range, by state (H.265, table 9-52, last column).
LESS_PROBABLE = (240, 227, 216, 205, 195, 185, 175, 166, 158, 150, 142, 135, 128, 122, 116, 110)


class Bits:
    """A string of bits with the codes that HEVC uses."""

    def __init__(self) -> None:
        self.text: list[str] = []

    def u(self, width: int, value: int) -> Bits:
        if width:
            self.text.append(f"{value:0{width}b}")
        return self

    def ue(self, *values: int) -> Bits:
        for value in values:
            code = f"{value + 1:b}"
            self.text.append("0" * (len(code) - 1) + code)
        return self

    def aligned(self, stop: str = "") -> bytes:
        text = "".join(self.text) + stop
        text += "0" * (-len(text) % 8)
        self.text = [text]
        return int(text, 2).to_bytes(len(text) // 8, "big")


class Coder:
    """The binary arithmetic encoder of H.265, 9.3.4.x, for the three bins that PCM pictures need."""

    def __init__(self, bits: Bits) -> None:
        self.bits = bits
        self.start()

    def start(self) -> None:
        self.low, self.range, self.first, self.waiting = 0, 510, True, 0

    def put(self, bit: int) -> None:
        if self.first:
            self.first = False
        else:
            self.bits.u(1, bit)
        self.bits.text.extend([str(1 - bit)] * self.waiting)
        self.waiting = 0

    def renorm(self) -> None:
        while self.range < 256:
            if self.low < 256:
                self.put(0)
            elif self.low >= 512:
                self.low -= 512
                self.put(1)
            else:
                self.low -= 256
                self.waiting += 1
            self.range, self.low = self.range << 1, self.low << 1

    def probable(self, state: int) -> None:
        assert self.range >= 448, "the table above holds the last column only"
        self.range -= LESS_PROBABLE[state]
        self.renorm()

    def last(self, flag: int) -> None:
        self.range -= 2
        if not flag:
            self.renorm()
            return
        self.low, self.range = self.low + self.range, 2
        self.renorm()
        self.put((self.low >> 9) & 1)
        self.bits.u(2, ((self.low >> 7) & 3) | 1)


def nal(kind: int, payload: bytes) -> bytes:
    """A NAL unit, with the bytes that keep start codes from appearing by chance."""
    out, zeros = bytearray([kind << 1, 1]), 0
    for byte in payload:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


def profile(bits: Bits) -> Bits:
    """Main profile, level 3.1."""
    return bits.u(8, 1).u(32, 0x60000000).u(1, 1).u(2, 0).u(1, 1).u(44, 0).u(8, 93)


def parameter_sets(width: int, height: int) -> tuple[bytes, bytes, bytes]:
    video = profile(Bits().u(4, 0).u(2, 3).u(6, 0).u(3, 0).u(1, 1).u(16, 0xFFFF))
    video.u(1, 1).ue(0, 0, 0).u(6, 0).ue(0).u(2, 0)
    sequence = profile(Bits().u(4, 0).u(3, 0).u(1, 1)).ue(0, 1, width, height).u(1, 0).ue(0, 0, 0)
    sequence.u(1, 1).ue(0, 0, 0).ue(1, 0, 0, 2, 0, 0)  # blocks of 16, transforms of 4 to 16
    sequence.u(3, 0).u(1, 1).u(4, 7).u(4, 7).ue(1, 0).u(1, 1)  # PCM of 8 bits, left alone by filters
    sequence.ue(0).u(5, 0)
    picture = Bits().ue(0, 0).u(7, 0).ue(0, 0, 0).u(3, 0).ue(0, 0).u(7, 0).u(1, 1).u(1, 0).u(1, 1).u(2, 0)
    picture.ue(0).u(2, 0)
    units = zip((32, 33, 34), (video, sequence, picture), strict=True)
    vps, sps, pps = (nal(kind, bits.aligned("1")) for kind, bits in units)
    return vps, sps, pps


def coded_picture(luma: NDArray[np.uint8], blue: NDArray[np.uint8], red: NDArray[np.uint8]) -> bytes:
    """One intra picture of PCM blocks; chroma has half the size."""
    bits = Bits().u(2, 2).ue(0, 2).ue(0)
    bits.aligned("1")
    coder = Coder(bits)
    height, width = luma.shape
    state = 0
    for y in range(0, height, CTB):
        for x in range(0, width, CTB):
            if x or y:
                coder.last(0)  # not the end of the slice yet
            coder.probable(state)  # one undivided block
            state = min(state + 1, len(LESS_PROBABLE) - 1)
            coder.last(1)  # of plain samples
            bits.aligned()
            half = CTB // 2
            for plane, side in ((luma, CTB), (blue, half), (red, half)):
                top, left = y * side // CTB, x * side // CTB
                for value in plane[top : top + side, left : left + side].ravel():
                    bits.u(8, int(value))
            coder.start()
    coder.last(1)
    return nal(20, bits.aligned())


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + name + body


def full(name: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(name, struct.pack(">I", version << 24 | flags), *parts)


def heic(
    luma: NDArray[np.uint8],
    blue: NDArray[np.uint8] | None = None,
    red: NDArray[np.uint8] | None = None,
    *,
    icc: bytes | None = None,
    code_points: tuple[int, int] = (1, 13),
    quarter_turns: int = 0,
    exif: bytes = b"",
) -> bytes:
    """A HEIC file of one picture: full-range YCbCr, ICC profile or code points, rotation, EXIF."""
    height, width = luma.shape
    neutral = np.full((height // 2, width // 2), 128, np.uint8)
    sets = parameter_sets(width, height)
    unit = coded_picture(luma, neutral if blue is None else blue, neutral if red is None else red)
    arrays = b"".join(bytes([0x80 | s[0] >> 1]) + struct.pack(">HH", 1, len(s)) + s for s in sets)
    config = b"\x01\x01\x60\0\0\0\x90\0\0\0\0\0\x5d\xf0\0\xfc\xfd\xf8\xf8\0\0\x0f\x03" + arrays
    colour = b"nclx" + struct.pack(">HHHB", *code_points, 6, 0x80)
    properties = [
        box(b"hvcC", config),
        full(b"ispe", struct.pack(">II", width, height)),
        box(b"colr", colour if icc is None else b"prof" + icc),
        full(b"pixi", b"\x03\x08\x08\x08"),
        box(b"irot", bytes([quarter_turns])),
    ]
    use = b"".join(bytes([(0x80 if i in (1, 5) else 0) | i]) for i in range(1, 6))
    items = [struct.unpack(">I", b"hvc1")[0], struct.unpack(">I", b"Exif")[0]][: 2 if exif else 1]
    info = [full(b"infe", struct.pack(">HHIB", i, 0, kind, 0), version=2) for i, kind in enumerate(items, 1)]
    payloads = [struct.pack(">I", len(unit)) + unit, struct.pack(">I", 0) + exif][: len(items)]
    start = box(b"ftyp", b"heic\0\0\0\0mif1heic")

    def meta(offset: int) -> bytes:
        places = b""
        for i, payload in enumerate(payloads, 1):
            places += struct.pack(">HHHII", i, 0, 1, offset, len(payload))
            offset += len(payload)
        return full(
            b"meta",
            full(b"hdlr", bytes(4) + b"pict" + bytes(13)),
            full(b"pitm", struct.pack(">H", 1)),
            full(b"iloc", b"\x44\0" + struct.pack(">H", len(items)), places),
            full(b"iinf", struct.pack(">H", len(info)), *info),
            full(b"iref", box(b"cdsc", struct.pack(">HHH", 2, 1, 1))) if exif else b"",
            box(b"iprp", box(b"ipco", *properties), full(b"ipma", struct.pack(">IHB", 1, 1, 5), use)),
        )

    offset = len(start) + len(meta(0)) + 8
    return start + meta(offset) + box(b"mdat", *payloads)


@pytest.fixture(scope="module")
def ramp() -> NDArray[np.uint8]:
    """A grey picture of known values, 64 x 48, each corner another."""
    return (np.add.outer(np.arange(48) * 2, np.arange(64) * 2) % 250).astype(np.uint8)


def test_a_heic_photo_is_read_value_for_value(ramp: NDArray[np.uint8]) -> None:
    """Full-range grey comes out as it went in."""
    photo = read_photo_bytes(heic(ramp), "IMG_0001.HEIC")
    assert (photo.format, photo.bits, photo.width, photo.height) == ("HEIC", 8, 64, 48)
    assert np.abs(photo.display[..., 1].astype(int) - ramp).max() <= 1


def test_colours_of_a_heic_photo_are_right(ramp: NDArray[np.uint8]) -> None:
    """Blue and red differences turn into blue and red (BT.601 matrix, full range)."""
    luma = np.full((48, 64), 120, np.uint8)
    blue, red = np.full((24, 32), 98, np.uint8), np.full((24, 32), 168, np.uint8)
    photo = read_photo_bytes(heic(luma, blue, red), "p.heic")
    expected = (120 + 1.402 * 40, 120 - 0.344136 * -30 - 0.714136 * 40, 120 + 1.772 * -30)
    assert np.abs(photo.display[20, 30] - np.array(expected)).max() <= 2


def test_the_containers_rotation_is_applied_once(ramp: NDArray[np.uint8]) -> None:
    """Phones write the turn twice, in the container and in EXIF: applying both would turn too far."""
    tags = Image.Exif()
    tags[0x0112] = 6
    photo = read_photo_bytes(heic(ramp, quarter_turns=3, exif=tags.tobytes()), "p.heic")
    assert np.abs(photo.display[..., 1].astype(int) - np.rot90(ramp, 3)).max() <= 1


def test_position_and_serial_numbers_in_a_heic_photo_are_left_behind(ramp: NDArray[np.uint8]) -> None:
    """EXIF is read for the editor's name only."""
    tags = Image.Exif()
    tags[0x0131], tags[0x010E] = "secret Snapseed secret", "secret"
    tags.get_ifd(0x8769)[0xA431] = "secret-serial"
    photo = read_photo_bytes(heic(ramp, exif=tags.tobytes()), "p.heic")
    assert photo.software == "Snapseed"
    assert "secret" not in repr((photo.name, photo.format, photo.profile, photo.software, photo.notes))


def test_display_p3_by_code_points_or_by_profile_is_the_same(ramp: NDArray[np.uint8]) -> None:
    """Both ways of saying Display P3 give the same light, and another than sRGB."""
    blue = np.full((24, 32), 100, np.uint8)
    by_points = read_photo_bytes(heic(ramp, blue, code_points=(12, 13)), "p.heic")
    plain = read_photo_bytes(heic(ramp, blue), "p.heic")
    assert by_points.profile == "Display P3"
    assert np.abs(by_points.linear - plain.linear).max() > 0.005
    assert np.allclose(by_points.linear.mean(), plain.linear.mean(), atol=0.02)


def test_an_hdr_heic_is_refused(ramp: NDArray[np.uint8]) -> None:
    """PQ and HLG have no fixed white."""
    for transfer in (16, 18):
        with pytest.raises(PorewiseError, match="HDR"):
            read_photo_bytes(heic(ramp, code_points=(9, transfer)), "p.heic")


def test_a_heic_photo_cut_short_is_refused(ramp: NDArray[np.uint8]) -> None:
    """No grey half."""
    data = heic(ramp)
    for end in range(20, len(data) - 4, 97):
        with pytest.raises(PorewiseError, match="damaged or cut short"):
            read_photo_bytes(data[:end], "p.heic")


def test_an_apple_gain_map_is_noticed(ramp: NDArray[np.uint8]) -> None:
    """It lies beside the picture as another image; the base picture is read."""
    data = heic(ramp) + box(b"free", b"urn:com:apple:photo:2020:aux:hdrgainmap")
    assert any("gain map" in note for note in read_photo_bytes(data, "p.heic").notes)
