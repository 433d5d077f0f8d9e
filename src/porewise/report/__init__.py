"""Put the answers of one visit together and show them."""

from porewise.report.picture import DrawnPicture, draw_reading
from porewise.report.visit import VisitReport, assemble

__all__ = ["DrawnPicture", "VisitReport", "assemble", "draw_reading"]
