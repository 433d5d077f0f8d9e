"""The records can be listed and searched."""

from __future__ import annotations

from porewise.knowledge.browse import all_records, find_records


def test_every_record_says_something():
    records = all_records()
    assert len(records) > 300
    assert all(r.id and r.says for r in records)


def test_a_rule_is_found_by_its_id_and_by_its_words():
    """An id finds one record; a word finds those that say it; nonsense and blanks find nothing."""
    assert [r.kind for r in find_records("c01")] == ["rule"]
    assert "C01" in {r.id for r in find_records("never share a night")}
    assert find_records("qqqq") == find_records(" ") == ()
