"""Players by infrared (spec 03 §2): their keys, and what they are taken to do. Nothing answers.

`state` is what is assumed, `course` sends, `press` reads, `watch` listens.
"""
