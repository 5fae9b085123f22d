"""Duty: who stands where and when, whether they do, and what is handed on (spec 02 §5).

From the calendar to slots, from slots to a fair plan, from a published plan to
who is there; swaps and cover; hand-over, log, rounds, consequences. The subject
itself is `subject`; this package imports nothing, as the rules lean on `rules`.
"""
