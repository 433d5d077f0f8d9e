"""Measure the visible pores of a photo in millimetres, with intervals, or say why not."""

from porewise.measure.reading import measure_pores
from porewise.measure.settings import STANDARD, HowToMeasure

__all__ = ["STANDARD", "HowToMeasure", "measure_pores"]
