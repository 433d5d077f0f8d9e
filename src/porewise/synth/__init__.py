"""
Skin whose pores are known: for tests, documentation, benchmarks and the example.

The names load when first asked for: the web process reads the example from here and must not load OpenCV.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from porewise.synth.recipe import Camera, Light, Pores, SkinRecipe, Surroundings
    from porewise.synth.skin import Skin, TruePore, draw_skin, draw_visits
    from porewise.synth.variety import random_recipe

__all__ = [
    "Camera", "Light", "Pores", "Skin", "SkinRecipe", "Surroundings", "TruePore",
    "draw_skin", "draw_visits", "random_recipe",
]  # fmt: skip

_HOMES = {
    "recipe": ("Camera", "Light", "Pores", "SkinRecipe", "Surroundings"),
    "skin": ("Skin", "TruePore", "draw_skin", "draw_visits"),
    "variety": ("random_recipe",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"porewise.synth.{home}"), name)
    raise AttributeError(f"porewise.synth has no {name!r}; it offers {', '.join(__all__)}")
