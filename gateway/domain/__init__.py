"""The office's rules: events in, effects out.

Pure: no file, socket, thread, clock, or library that touches one. Everything
here is frozen data and functions of it.
"""
