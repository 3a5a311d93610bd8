"""What is measured, always beside a peer and a bare limit in one run: `python -m tests.benchmarks --list`."""
