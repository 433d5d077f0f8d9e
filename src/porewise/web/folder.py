"""The one folder that holds everything Porewise keeps."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from porewise.values.errors import PorewiseError


def default_folder() -> Path:
    """``~/Porewise``: where a person finds it, not where programs hide things."""
    return Path.home() / "Porewise"


@dataclass(frozen=True)
class Folder:
    """
    Where each thing lies. Photos and pictures bear random names; what a name belongs to is known
    to the database alone.
    """

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "porewise.sqlite3"

    @property
    def photos(self) -> Path:
        return self.path / "photos"

    @property
    def pictures(self) -> Path:
        return self.path / "pictures"

    @property
    def incoming(self) -> Path:
        return self.path / "incoming"

    @property
    def work(self) -> Path:
        return self.path / "work"

    @property
    def log(self) -> Path:
        return self.path / "porewise.log"

    @property
    def key_file(self) -> Path:
        return self.path / "secret_key"

    def secret_key(self) -> str | None:
        """The key that signs forms and cookies, or None before the folder was prepared."""
        try:
            return self.key_file.read_text(encoding="ascii").strip() or None
        except (OSError, UnicodeDecodeError):
            return None

    def prepare(self) -> None:
        """Make the folder ready for one server, or say in one sentence why it cannot be used."""
        try:
            for part in (self.path, self.photos, self.pictures, self.incoming, self.work):
                part.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.secret_key() is None:
                write_safely(self.key_file, secrets.token_urlsafe(48).encode("ascii"))
            with self.database.open("ab"):
                pass
        except OSError as error:
            raise PorewiseError(
                f"The data folder {self.path} cannot be used ({_cause(error)});"
                " choose a folder you can write to with --data."
            ) from None
        self._check_database()

    def _check_database(self) -> None:
        with self.database.open("rb") as file:
            head = file.read(16)
        if head and head != b"SQLite format 3\x00":
            raise PorewiseError(
                f"The file {self.database} is not a Porewise database;"
                " move it away or choose another folder with --data."
            )

    def sweep(self, photos: set[str], pictures: set[str]) -> None:
        """Remove what a killed server left half-way: files whose names no row knows."""
        _empty(self.incoming)
        _empty(self.work)
        for path in self.photos.iterdir():
            if path.name not in photos and _OURS.fullmatch(path.name):
                path.unlink(missing_ok=True)
        for path in self.pictures.iterdir():
            if path.name not in pictures and _OURS.fullmatch(path.name):
                shutil.rmtree(path, ignore_errors=True)

    def remove_photo(self, file: str, pictures: UUID) -> None:
        """Remove one photo and the pictures drawn from it."""
        (self.photos / file).unlink(missing_ok=True)
        shutil.rmtree(self.pictures / pictures.hex, ignore_errors=True)
        for part in self.pictures.glob(f"{pictures.hex}.*"):
            shutil.rmtree(part, ignore_errors=True)


# 32 hex digits and an ending: what we named ourselves. Anything else in the folder is not ours to touch.
_OURS = re.compile(r"[0-9a-f]{32}(\.[a-z0-9]+)*")


def write_safely(path: Path, data: bytes) -> None:
    """Write so that after any crash the file is there whole or not at all."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no handle on a folder to sync
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def hold(folder: Folder) -> IO[bytes]:
    """
    Hold the folder for this process alone until the returned file is closed.

    The system lets go of it when the process ends, however it ends.
    """
    lock = (folder.path / "lock").open("ab")
    try:
        _lock(lock)
    except OSError:
        lock.close()
        raise PorewiseError(
            f"Porewise is already running on {folder.path}; stop that one first,"
            " or choose another folder with --data."
        ) from None
    return lock


if os.name == "nt":

    def _lock(file: IO[bytes]) -> None:
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:

    def _lock(file: IO[bytes]) -> None:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        with suppress(OSError):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _cause(error: OSError) -> str:
    return (error.strerror or "unknown cause").lower()
