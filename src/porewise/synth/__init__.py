"""Skin whose pores are known: for tests, documentation, benchmarks and the example."""

from porewise.synth.recipe import Camera, Light, Pores, SkinRecipe, Surroundings
from porewise.synth.skin import Skin, TruePore, draw_skin, draw_visits
from porewise.synth.variety import random_recipe

__all__ = [
    "Camera", "Light", "Pores", "Skin", "SkinRecipe", "Surroundings", "TruePore",
    "draw_skin", "draw_visits", "random_recipe",
]  # fmt: skip
