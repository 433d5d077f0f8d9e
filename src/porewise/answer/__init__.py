"""Answer claims about pores: agent, relation, object, denial and bounds, from records with sources."""

from porewise.answer.claim import answer_claim

__all__ = ["answer_claim"]
