"""
Porewise: the open, private system for the visible pores of a face.

Everything a command does, the library does in one call, and loads only what that call needs::

    import porewise

    reading = porewise.measure_photo("selfie.jpg")
    print(reading.to_json())
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# The flat door: public name to the module that holds it. Loaded when first asked for.
_DOOR = {
    "ask": "porewise.calls",
    "assess": "porewise.calls",
    "check": "porewise.calls",
    "explain_causes": "porewise.calls",
    "measure_photo": "porewise.calls",
    "measure_together": "porewise.calls",
    "plan_routine": "porewise.calls",
    "read_profile": "porewise.calls",
    "refer_options": "porewise.calls",
    "draw_skin": "porewise.synth",
    "Estimate": "porewise.values.estimate",
    "PorewiseError": "porewise.values.errors",
    "Reading": "porewise.values.reading",
    "Rejected": "porewise.values.reading",
    "Reference": "porewise.values.ruler",
    "Ruler": "porewise.values.ruler",
}

__all__ = ["__version__", *_DOOR]  # noqa: PLE0604  # the names above are strings


def __getattr__(name: str) -> Any:
    if name not in _DOOR:
        raise AttributeError(f"porewise has no {name!r}; it offers {', '.join(_DOOR)}")
    return getattr(import_module(_DOOR[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
