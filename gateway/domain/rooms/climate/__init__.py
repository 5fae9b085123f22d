"""Air conditioners (spec 03 §2): on and off, mode, set-point, fan, and a compressor that rests.

`setting` knows the site's limits, `state` what each does, `course` carries
wishes out past the compressor's rest, `heard` takes in what devices say,
`press` reads what is pressed, `watch` is what they listen to.
"""
