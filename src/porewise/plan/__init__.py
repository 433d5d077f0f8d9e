"""Plan: every morning and evening of the coming weeks, proven safe, from what a person owns."""

from porewise.plan.checkin import check_in
from porewise.plan.routine import plan_routine
from porewise.plan.solve import STANDARD, HowToSolve

__all__ = ["STANDARD", "HowToSolve", "check_in", "plan_routine"]
