"""What every answer says about its own making."""

from __future__ import annotations

from dataclasses import dataclass, field

from porewise.values.json import Json

INTERVAL = 0.9  # the one level of every interval Porewise prints


@dataclass(frozen=True, slots=True)
class MadeWith:
    """
    The origin of a document: enough to make it again, nothing about when, where or by whom.

    ``settings`` holds the names of the settings records used (``{"measure": "standard/1"}``),
    ``photos`` the SHA-256 of each photo's bytes, ``knowledge`` the version of the knowledge data.
    """

    version: str
    knowledge: str | None = None
    settings: tuple[tuple[str, str], ...] = field(default=())
    photos: tuple[str, ...] = field(default=())

    def to_json(self) -> Json:
        return {
            "porewise": self.version,
            "knowledge": self.knowledge,
            "settings": dict(self.settings),
            "photos": list(self.photos),
        }

    @classmethod
    def from_json(cls, data: Json) -> MadeWith:
        return cls(
            version=data["porewise"],
            knowledge=data["knowledge"],
            settings=tuple(data["settings"].items()),
            photos=tuple(data["photos"]),
        )
