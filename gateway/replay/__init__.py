"""Any day again: a file of events through the same rules, with a simulated clock."""
