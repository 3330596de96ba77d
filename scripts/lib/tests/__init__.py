"""Tests of the scripts: `python3 -m unittest discover -s scripts -t scripts`, a step of `scripts/test`."""
