"""How to measure: every tunable number in one frozen record, with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HowToMeasure:
    """
    Settings of one measurement. ``STANDARD`` is what every command uses; the name goes into
    ``made_with`` so that two readings can be compared. Numbers were chosen by the Porewise developers
    on drawn skin (``porewise.synth``); reasons stand beside them and in ``docs/methods.md``.
    """

    name: str = "standard/1"
    # Working resolution. Finer pictures are averaged down: a 0.1 mm pore is then still two pixels wide.
    finest_px_per_mm: float = 16.0
    # Background: everything slower than this is shading, not a pore (science: high-pass 0.7 to 1 mm).
    background_mm: float = 0.9
    # Matched filters: apparent diameters looked for, in mm, a factor of about 1.35 apart.
    filter_diameters_mm: tuple[float, ...] = (0.12, 0.16, 0.22, 0.30, 0.40, 0.55)
    # Absolute threshold on contrast (natural-log luminance): 3.5 % darker than around is the faintest
    # spot that people still point at; it never depends on how many are found.
    faintest_contrast: float = 0.035
    # ... and never below this many robust deviations of the same filter on the *bright* side, where no
    # pores are. Low on purpose: shine makes the bright side restless, and the judge weighs the rest. A
    # dirtier photo then sees less, and says so by its limiting diameter.
    noise_floor_sigmas: float = 2.1
    # Fit window: half its width in mm beyond the blur.
    window_mm: float = 0.42
    # Smallest and largest apparent diameter that can be a pore, in mm (larger: mole, scar, vessel).
    smallest_mm: float = 0.08
    largest_mm: float = 0.80
    # The clinical threshold of a visible pore (Flament 2015), used by the density.
    clinical_mm: float = 0.25
    # Candidates below this probability by their numbers alone are not looked at more closely.
    sifted_score: float = 0.04
    # Probability from which a candidate is counted.
    counted_score: float = 0.5
    # Fraction of the light's top value from which a pixel is a highlight.
    highlight: float = 0.92
    # Skin darker than this in linear light is in deep shadow: nothing to see.
    deepest_shadow: float = 0.004
    # Pores planted per zone to learn what this photo can show, and the seed that places them.
    planted_per_zone: int = 150
    seed: int = 20_250_101
    # Bootstrap draws of zone values.
    draws: int = 400


STANDARD = HowToMeasure()
