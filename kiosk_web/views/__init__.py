"""View-models: pure functions from a snapshot to what a fragment of a page shows.

A view knows times, names and words; it knows no HTML, no request and no rule.
Each page's module says which fragments it has and builds one frozen model for each.
"""
