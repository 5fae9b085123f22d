"""A badge left at home (spec 02 §6): a colleague's badge is the witness.

At the kiosk somebody types their number and touches *With a colleague*; for half a
minute a colleague's badge on that reader is a witness: it signs the person in or
out by the ordinary rules, with the witness in the tap's fact, and the colleague
neither in nor out. Whether the number is anybody's is told only after a badge that
works was laid on the reader. The wait itself is kept nowhere: a restart ends it.

`subject` has the rules, `state` what screens and the reader's rule read.
"""
