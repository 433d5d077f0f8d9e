"""Sources: one numbered list at the end of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from porewise.values.source import Source


@dataclass(frozen=True)
class Cited:
    """A work as listed at the end. ``number`` is how the text refers to it."""

    number: int
    id: str
    reference: str
    seen: str


@dataclass
class Citations:
    """Numbers the works in the order the page meets them."""

    known: Mapping[str, Source]
    order: dict[str, int] = field(default_factory=dict)

    def cite(self, source: str | Iterable[str] | None) -> tuple[int, ...]:
        ids = [source] if isinstance(source, str) else list(source or ())
        return tuple(sorted({self.order.setdefault(id_, len(self.order) + 1) for id_ in ids if id_}))

    def listed(self) -> tuple[Cited, ...]:
        return tuple(self._listed(id_, number) for id_, number in self.order.items())

    def _listed(self, id_: str, number: int) -> Cited:
        work = self.known.get(id_) or Source(id_, id_, "")
        return Cited(number, id_, work.reference, work.seen)
