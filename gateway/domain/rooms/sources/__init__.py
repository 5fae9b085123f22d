"""Sources (spec 03 §2): named inputs, one change at a time, the last wish wins.

`state` is what was chosen and what is said to be shown, `course` changes it,
`press` reads, `watch` listens.
"""
