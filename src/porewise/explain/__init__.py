"""Explain: what may stand behind visible pores, with the evidence for and against."""

from porewise.explain.causes import STANDARD, HowToExplain, explain_causes

__all__ = ["STANDARD", "HowToExplain", "explain_causes"]
