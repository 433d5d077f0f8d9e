"""OpenCV as Porewise uses it: quiet, and the same answer each time."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def cv2_quietly() -> Any:
    """Import OpenCV once, without its log on stderr (a damaged photo gets our sentence, not its warnings)."""
    import cv2

    logging = getattr(getattr(cv2, "utils", None), "logging", None)
    if logging is not None:
        logging.setLogLevel(logging.LOG_LEVEL_SILENT)
    elif hasattr(cv2, "setLogLevel"):
        cv2.setLogLevel(0)
    return cv2
