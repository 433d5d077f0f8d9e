"""Ask the solver: the best plan, or the smallest set of rules that wishes clash with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from porewise.knowledge.rules import rules
from porewise.plan.case import Case, meant
from porewise.plan.draft import Draft, open_draft
from porewise.plan.expand import Key, expand
from porewise.plan.hard import HARD, bars, in_plan
from porewise.plan.seam import SEAM
from porewise.plan.soft import add_wish, objectives
from porewise.values.profile import Wish

# Rules that explain a wish less plainly are tried first for leaving out.
EXPLAINS_LESS = ("Y01", "E06", "R04", "E03", "C07", "R03", "Y02", "E05")
# Without any rule still impossible:
NOT_OWNED = "G01"  # what is wished for is not on the shelf
CONTRADICT = "G02"  # each wish alone could be kept, but not all together


@dataclass(frozen=True, slots=True)
class HowToSolve:
    """
    Settings of the solver. One worker and a fixed seed: the same case gives the same plan.

    ``most_effort`` is the solver's own deterministic measure of work, not a clock.
    """

    name: str = "standard/1"
    seed: int = 7
    most_effort: float = 60.0


STANDARD = HowToSolve()


@dataclass(frozen=True, slots=True)
class Solution:
    """What is used when; whether no better plan exists; what is missing of each wish (relaxed only)."""

    uses: frozenset[Key]
    optimal: bool
    missing: tuple[int, ...] = ()


def hard_rules(case: Case) -> tuple[str, ...]:
    """Every rule that constrains this case, in the order of the records."""
    named = {*HARD, *(b.rule for b in case.bars)} | ({"D01"} if case.past.missed else set())
    return tuple(r for r in rules() if r in named)


def _with_rules(case: Case, names: tuple[str, ...]) -> Draft:
    draft = open_draft(case, names)
    in_plan(draft)
    for name in names:
        if name in HARD:
            HARD[name](draft)
        bars(name)(draft)
        if name in SEAM and case.past.day:
            SEAM[name](draft)
    return draft


def _solver(how: HowToSolve) -> Any:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = how.seed
    solver.parameters.max_deterministic_time = how.most_effort
    # small models: plain search proves the optimum before heavy preparation would have ended
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.linearization_level = 0
    solver.parameters.max_presolve_iterations = 1
    return solver


def best_plan(case: Case, *, how: HowToSolve = STANDARD) -> Solution | None:
    """Find the plan that serves the soft rules best in their order; None if wishes and rules clash."""
    draft = _with_rules(case, hard_rules(case))
    for wish in case.profile.wishes:
        add_wish(draft, wish)
    solver, optimal = _in_order(draft, objectives(draft), how)
    return None if solver is None else Solution(expand(draft, solver), optimal)


def nearest_plan(case: Case, *, how: HowToSolve = STANDARD) -> Solution | None:
    """Find the plan that misses the wishes least, then serves the soft rules best."""
    kept = tuple(w for w in case.profile.wishes if w.type != "slot")
    free = replace(case, profile=replace(case.profile, wishes=kept))
    draft = _with_rules(free, hard_rules(free))
    missing = {w: add_wish(draft, w, relaxed=True) for w in kept}
    solver, optimal = _in_order(draft, [sum(missing.values()), *objectives(draft)], how)
    if solver is None:
        return None
    uses = expand(draft, solver)
    values = tuple(
        _missed(case, w, uses) if w.type == "slot" else _value(solver, missing[w])
        for w in case.profile.wishes
    )
    return Solution(uses, optimal, values)


def _value(solver: Any, missing: Any) -> int:
    return missing if isinstance(missing, int) else int(solver.value(missing))


def _missed(case: Case, wish: Wish, uses: frozenset[Key]) -> int:
    """A wish about the time of day is missed where the product is planned at the other one, or not at all."""
    names = {i.id for i in case.items if meant(wish.product, wish.group, i)}
    sessions = {slot for name, _, slot in uses if name in names}
    return int(bool(names) and sessions != {wish.slot})


def _in_order(draft: Draft, levels: list[Any], how: HowToSolve) -> tuple[Any, bool]:
    """Minimise one objective after the other, each held at its best while the next is served."""
    optimal, model = True, draft.model
    solver = None
    products = len(levels) - (2 if draft.case.past.planned else 1)
    for n, level in enumerate(levels):
        # all levels but that of products and base steps are sums of what is missed: 0 is the best there is
        least = n != products
        if solver is not None and (isinstance(level, int) or (least and solver.value(level) == 0)):
            if not isinstance(level, int):
                model.add(level == 0)
            continue
        model.minimize(level)
        if solver is not None:
            model.clear_hints()
            for index, value in enumerate(solver.response_proto.solution):
                model.proto.solution_hint.vars.append(index)
                model.proto.solution_hint.values.append(value)
        solver = _solver(how)
        status = solver.status_name(solver.solve(model))
        if status == "INFEASIBLE":
            return None, False
        if status not in ("OPTIMAL", "FEASIBLE"):
            raise RuntimeError(
                f"The planner found no answer ({status}); please report this with the profile."
            )
        optimal = optimal and status == "OPTIMAL"
        model.add(level <= round(solver.objective_value))
    return solver, optimal


def _feasible(case: Case, names: tuple[str, ...], how: HowToSolve) -> bool:
    draft = _with_rules(case, names)
    for wish in case.profile.wishes:
        add_wish(draft, wish)
    solver = _solver(how)
    return solver.status_name(solver.solve(draft.model)) in ("OPTIMAL", "FEASIBLE")


def smallest_clash(case: Case, *, how: HowToSolve = STANDARD) -> tuple[str, ...]:
    """
    Name a smallest set of rules that stands against the wishes: without any one of them a plan exists.

    Found by leaving out rule after rule, the finer ones first, so that the plainest explanation stays.
    """
    if not _feasible(case, (), how):
        alone = [replace(case, profile=replace(case.profile, wishes=(w,))) for w in case.profile.wishes]
        return (CONTRADICT,) if all(_feasible(one, (), how) for one in alone) else (NOT_OWNED,)
    rules_ = hard_rules(case)
    order = sorted(
        rules_, key=lambda r: (r not in EXPLAINS_LESS, rules()[r].strength != "E", rules_.index(r))
    )
    needed = _leave_out(case, order, frozenset(rules_), how)
    return tuple(r for r in rules_ if r in needed)


def _leave_out(case: Case, chunk: list[str], kept: frozenset[str], how: HowToSolve) -> frozenset[str]:
    """Leave a chunk of rules out if the clash stays without it; else try its halves, down to single rules."""
    fewer = kept - set(chunk)
    if not _feasible(case, tuple(r for r in rules() if r in fewer), how):
        return fewer
    if len(chunk) == 1:
        return kept
    half = len(chunk) // 2
    return _leave_out(case, chunk[half:], _leave_out(case, chunk[:half], kept, how), how)
