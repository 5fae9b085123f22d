"""Scenes (spec 03 §2): a list of wishes, each by the control that a finger would press.

`state` says how a scene is getting on, `standard` makes those that every room
has, `course` carries them out, `outcome` tells when a wish has come true,
`press` reads what is pressed, `watch` is what they listen to, `check` finds
wishes that never can come true.
"""
