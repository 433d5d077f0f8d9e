"""Which time zone this computer lives in, by its lasting name."""

from __future__ import annotations

import os
from pathlib import Path

LOCALTIME = Path("/etc/localtime")


def own_zone() -> str | None:
    """Give the IANA name of this computer's time zone, or None where it does not say one."""
    from zoneinfo import available_timezones

    known = available_timezones()
    named = os.environ.get("TZ", "").removeprefix(":")
    if named in known:
        return named
    try:
        path = LOCALTIME.resolve(strict=True).as_posix()
    except OSError:
        return None
    tail = path.rpartition("zoneinfo/")[2]
    return tail if tail in known else None
