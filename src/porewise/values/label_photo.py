"""What a photo of a label says, line by line, or why it could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from porewise.values.json import Json, rounded
from porewise.values.reading import PhotoId, Reason

Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class LabelLine:
    """
    One printed line. ``span``: where it stands in the label's text; ``confidence``: 0 to 1, the reader's
    own; ``corners``: top left, top right, bottom right, bottom left in pixels of the upright photo;
    ``letter_at``: for each letter, how far along the line its middle lies (0 to 1).
    """

    text: str
    span: tuple[int, int]
    confidence: float
    corners: Corners
    letter_at: tuple[float, ...]
    listed: bool

    def to_json(self) -> Json:
        return {
            "text": self.text,
            "span": list(self.span),
            "confidence": rounded(self.confidence, digits=3),
            "corners": [[rounded(x, digits=1), rounded(y, digits=1)] for x, y in self.corners],
            "letter_at": [rounded(x, digits=3) for x in self.letter_at],
            "listed": self.listed,
        }


@dataclass(frozen=True, slots=True)
class Label:
    """
    The text of a label from top to bottom. ``text`` is the block that holds the ingredient list where one
    was found (its lines are ``listed``), else all of it; lines end with a line break.
    """

    photo: PhotoId
    text: str
    lines: tuple[LabelLine, ...]
    reasons: tuple[Reason, ...] = ()

    def to_json(self) -> Json:
        return {
            "photo": self.photo.to_json(),
            "text": self.text,
            "lines": [line.to_json() for line in self.lines],
            "reasons": [reason.to_json() for reason in self.reasons],
        }


@dataclass(frozen=True, slots=True)
class UnreadLabel:
    """A label photo that could not be read; each reason has its number and its remedy."""

    photo: PhotoId
    reasons: tuple[Reason, ...]

    def to_json(self) -> Json:
        return {"photo": self.photo.to_json(), "reasons": [reason.to_json() for reason in self.reasons]}
