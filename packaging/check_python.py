"""Refuses early, with words, where Python is too old for Sotto. Runs on any Python 3."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file runs on older Pythons to say so
    sys.exit(
        "Sotto needs Python 3.11 or newer; this is {}.{}. Name another one: make run PYTHON=python3.12".format(
            *sys.version_info[:2]
        )
    )
