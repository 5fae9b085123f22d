"""A room's AV rack (spec 03 §2): on in order, each step confirmed; off in reverse.

`state` says how far it is, `course` walks it up and down, `press` reads what is
pressed, `watch` is what it listens to.
"""
