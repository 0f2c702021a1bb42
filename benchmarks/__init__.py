"""Measures the product: one module a benchmark, each with its floor or peer in the same run.

A benchmark is a module here with `measure(full: bool) -> Iterator[Figure]`, and its name in `benchmarks.runner`.
"""
