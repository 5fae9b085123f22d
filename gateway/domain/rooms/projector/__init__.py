"""Projectors (spec 03 §2): warm up, cool down, and no mains cut while they are hot.

`state` says how far each is, `course` carries it through its stages, `press`
reads what is pressed, `watch` is what they listen to.
"""
