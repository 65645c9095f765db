"""Fuzzing: each module but `material` is a target, with what it tries, `one`, and what to begin with, `seeds`.

`make fuzz` runs them all under atheris; `tests/test_fuzz.py` runs their seeds without it. A failed assertion and any
exception but our own errors is a find.
"""
