"""Coverage-guided fuzzing of everything that reads bytes from outside (`doors`), with atheris.

    python -m tests.proof.fuzz --seconds 3600 --seed 1

needs the extra `fuzz` (Linux only). Ends with a line of figures; an input that crashed or took more than
the memory is kept in the folder named there, and makes the exit code non-zero. What it found interesting
stays in `--corpus`, so the next run goes on from there.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

MEMORY_MB = 512
_SLOWEST = 60
"""Seconds one input may take, ten times slowed down by being watched and on a busy computer."""
_WORDS = (
    "core", "body_len", "body_sha256", "key", "min_reader", "rcpt", "streams", "from", "to", "prev", "head",
    "have", "want", "digest", "sections", "codec", "zstd", "raw", "len", "sha256", "ops", "usigs", "blobs",
    "checkpoints", "directory", "crit", "true", "status", "verified", "resolve", "attach", "lampiran:",
    "user", "issue", "cutoff", "application", "person", "document", "1e999", "-0", "9007199254740993",
    "[[[[[[[[", "age-encryption.org/v1", "-> X25519 ",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Start the fuzzer in a process of its own and tell what it did."""
    asked = _parser().parse_args(arguments)
    if asked.inside:
        _fuzz(asked)
        return 0  # never reached: the library ends the process
    folder = asked.corpus or Path(tempfile.mkdtemp(prefix="wira-fuzz-"))
    command = [
        sys.executable, "-m", "tests.proof.fuzz", "--inside", "--seconds", str(asked.seconds),
        "--seed", str(asked.seed), "--corpus", str(folder),
    ]  # fmt: skip
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    told = ended.stderr
    (folder / "log.txt").write_text(ended.stdout + told)
    runs, peak = _figure(told, "number_of_executed_units"), _figure(told, "peak_rss_mb")
    kept = sorted(path.name for path in (folder / "found").glob("*"))  # none where it did not begin
    covered = re.findall(r"cov: (\d+) ft: (\d+) corp: (\d+)", told)[-1:] or [("?", "?", "?")]
    print(
        f"{runs} inputs in {asked.seconds} s; points covered {covered[0][0]}, features {covered[0][1]},"
        f" kept inputs {covered[0][2]}; peak memory {peak} MB (limit {MEMORY_MB});"
        f" crashes {len(kept)}{': ' + ', '.join(kept) if kept else ''}; folder {folder}"
    )
    sound = ended.returncode == 0 and not kept and 0 < peak < MEMORY_MB
    if not sound:
        print(told[-4000:], file=sys.stderr)
    return 0 if sound else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.proof.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser


def _figure(told: str, name: str) -> int:
    found = re.search(rf"stat::{name}:\s+(\d+)", told)
    return int(found[1]) if found else 0


def _fuzz(asked: argparse.Namespace) -> None:
    import atheris  # pyright: ignore[reportMissingImports]

    with atheris.instrument_imports(include=["desktop_app"]):
        from tests.proof.doors import come_in, seeds

    folder: Path = asked.corpus
    for name in ("corpus", "found"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for data in seeds():
        (folder / "corpus" / hashlib.sha256(data).hexdigest()).write_bytes(data)
    words = folder / "words.txt"
    words.write_text("".join(f'"{word}"\n' for word in _WORDS))
    atheris.Setup(
        [
            "fuzz", str(folder / "corpus"), f"-max_total_time={asked.seconds}", f"-seed={asked.seed}",
            f"-dict={words}", f"-artifact_prefix={folder / 'found'}/", f"-rss_limit_mb={MEMORY_MB}",
            f"-timeout={_SLOWEST}", "-max_len=16384", "-print_final_stats=1", "-use_value_profile=1",
        ],
        come_in,
    )  # fmt: skip
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
