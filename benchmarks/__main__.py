"""Runs the benchmarks inside the environment: `python -m benchmarks [NAME ...] [--full]`."""

import sys

from benchmarks.runner import main

sys.exit(main(sys.argv[1:]))
