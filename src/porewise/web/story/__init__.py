"""
From the report document to what the page shows: plain values, no wording of its own.

Words come from the document, from the knowledge, or from ``words.toml``; the templates lay them out.
"""

from porewise.web.story.causes import CausesStory, causes_story
from porewise.web.story.citations import Citations, Cited
from porewise.web.story.photo import PhotoStory, photo_story
from porewise.web.story.plan import PlanStory, Rule, plan_story
from porewise.web.story.referral import ReferralStory, referral_story
from porewise.web.story.short import ShortStory, short_story
from porewise.web.story.wording import word

__all__ = [
    "CausesStory",
    "Citations",
    "Cited",
    "PhotoStory",
    "PlanStory",
    "ReferralStory",
    "Rule",
    "ShortStory",
    "causes_story",
    "photo_story",
    "plan_story",
    "referral_story",
    "short_story",
    "word",
]
