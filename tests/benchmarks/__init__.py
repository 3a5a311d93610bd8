"""Measurements against peers and bare limits: ``python -m tests.benchmarks NAME``."""
