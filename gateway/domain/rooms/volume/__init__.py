"""Volumes (spec 03 §2): 0 to 100, mute that restores, a level for each source, a known beginning.

`state` is what is kept and shown, `course` sends levels, `walk` presses a
remote's keys, `press` reads, `watch` listens.
"""
