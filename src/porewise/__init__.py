"""Porewise: the open, private system for the visible pores of a face."""

__version__ = "0.1.0"
