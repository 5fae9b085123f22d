"""Curtains, shutters and screens (spec 03 §2): two relays, or a motor that knows its position.

`state` says where they are, `pair` holds the rules of two relays, `motor` those
of a motor, `press` reads what is pressed, `watch` is what they listen to.
"""
