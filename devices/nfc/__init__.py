"""Card readers: a card comes, `BadgeTapped` leaves.

`config` and `sim` import no hardware library; `pcsc` needs pyscard and
`keyboard` evdev, so a site without such a reader needs neither at run time.
"""
