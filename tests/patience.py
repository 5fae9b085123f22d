"""How long a test waits for what has to come before it says that it never came.

Long on purpose: it costs nothing where all is well, and a machine that does many
things at once may stand still for seconds. How quick something is, is a matter of
`make bench`; what must *not* come is waited for with a short time of its own.
"""

PATIENCE_S = 30.0
