"""Refer: red flags first, then home care, then what a doctor might discuss."""

from porewise.refer.options import refer_options

__all__ = ["refer_options"]
