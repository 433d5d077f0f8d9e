"""Measure the visible pores of a photo in millimetres, with intervals, or say why not."""

from porewise.measure.pupils import learn_pupil_distance
from porewise.measure.reading import measure_pores
from porewise.measure.settings import STANDARD, HowToMeasure
from porewise.measure.together import combine_shots

__all__ = ["STANDARD", "HowToMeasure", "combine_shots", "learn_pupil_distance", "measure_pores"]
