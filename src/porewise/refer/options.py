"""Say when to see someone, and which procedures a doctor might discuss, with reasons for and against."""

from __future__ import annotations

from porewise import __version__
from porewise.knowledge import KNOWLEDGE_VERSION, Facts, cause_model, facts
from porewise.knowledge.jurisdictions import Jurisdiction, jurisdiction
from porewise.knowledge.procedures import ProcedureRecord, procedures, refer_text
from porewise.knowledge.rules import limit, red_flags
from porewise.values.document import MadeWith
from porewise.values.findings import Findings
from porewise.values.profile import Profile
from porewise.values.referrals import Fit, Procedure, RedFlag, Referrals, highest

FIT_ORDER: tuple[Fit, ...] = ("may_suit", "with_caution", "not_now")


def refer_options(profile: Profile, findings: Findings | None = None) -> Referrals:
    """
    Weigh red flags, then procedures, for one person.

    Under 18, without an age, or with an urgent red flag no procedure is shown. Nothing is booked,
    ranked or priced; home care always comes first.
    """
    known = facts(profile)
    law = jurisdiction(profile.person.country)
    flags = tuple(
        RedFlag(f.code, f.level, _with_number(f.says, f.level, law), f.source)
        for f in red_flags()
        if known.holds(f.when)
    )
    level = highest([f.level for f in flags])
    age = profile.person.age
    adult = age is not None and age >= limit("P10", "years")
    shown = _weigh(profile, known, findings) if adult and level not in ("emergency", "urgent") else ()
    return Referrals(
        refer=level,
        red_flags=flags,
        home_care_first=_home_care(age, law),
        procedures=shown,
        disclaimer=refer_text("disclaimer"),
        made_with=MadeWith(version=__version__, knowledge=KNOWLEDGE_VERSION),
    )


def _with_number(says: str, level: str, law: Jurisdiction) -> str:
    """An emergency names the number to call."""
    return f"{says} {refer_text('says_call').format(number=law.emergency)}" if level == "emergency" else says


def _home_care(age: int | None, law: Jurisdiction) -> str:
    texts = [refer_text("home_care")]
    if age is None:
        texts.append(refer_text("says_unsaid_age"))
    elif age < limit("P10", "years"):
        texts.append(refer_text("under_18"))
    else:
        texts += [refer_text("evidence"), law.says]
    return " ".join(texts)


def _weigh(profile: Profile, known: Facts, findings: Findings | None) -> tuple[Procedure, ...]:
    likely = _likely_causes(profile, findings)
    weighed = [_procedure(p, profile, known, likely) for p in procedures() if _relevant(p, profile, likely)]
    return tuple(sorted(weighed, key=lambda p: FIT_ORDER.index(p.fit)))


def _likely_causes(profile: Profile, findings: Findings | None) -> frozenset[str]:
    known = set(profile.person.causes)
    if findings is not None:
        known |= {f.cause for f in findings.causes if f.confidence in ("strong_hint", "possible")}
    return frozenset(known)


def _relevant(record: ProcedureRecord, profile: Profile, likely: frozenset[str]) -> bool:
    """A procedure is shown when someone asks about it, or when it works on a likely cause."""
    return record.want in profile.person.wants or bool(likely & set(record.causes))


def _procedure(record: ProcedureRecord, profile: Profile, known: Facts, likely: frozenset[str]) -> Procedure:
    against = [c.says for c in record.bars if known.holds(c.when)]
    cautions = [c.says for c in record.cautions if known.holds(c.when)] + _unsaid(record, profile, known)
    names = {c.id: c.name.lower() for c in cause_model().causes}
    works_on = ", ".join(names[c] for c in record.causes)
    suits = bool(likely & set(record.causes))
    reason = refer_text("says_suits" if suits else "says_no_cause").format(causes=works_on)
    fit: Fit = "not_now" if against else "with_caution" if cautions or not suits else "may_suit"
    return Procedure(
        procedure=record.id,
        name=record.name,
        fit=fit,
        because=(*against, *cautions, reason),
        evidence=record.evidence,
        strength=record.strength,
        sessions=record.sessions,
        downtime=record.downtime,
        risks=record.risks,
        ask=record.ask,
        hold_days_before=record.hold_days_before,
        hold_days_after=record.hold_days_after,
        source=record.source,
    )


def _unsaid(record: ProcedureRecord, profile: Profile, known: Facts) -> list[str]:
    """Answers that were not given take the cautious branch."""
    says = []
    if profile.person.fitzpatrick is None and record.want != "botulinum":
        says.append(refer_text("says_unsaid_tone"))
    if known.holds(["pregnancy_unsaid and not sex:male and age<56"]):
        says.append(refer_text("says_unsaid_pregnancy"))
    return says
