"""`python -m tools.fuzz TARGET [OPTION...]`: one target under atheris, with libFuzzer's options.

What it learns is kept in `.fuzz/TARGET/corpus`, an input that fails in `.fuzz/TARGET/`; that input as an option instead
runs it alone.
"""

from __future__ import annotations

import sys
from hashlib import sha1
from importlib import import_module
from pathlib import Path

import atheris

_LIMITS = ("-timeout=10", "-rss_limit_mb=3072", "-max_len=4096")
"""For one input: seconds, MiB of the process, bytes."""


def main(name: str, *options: str) -> None:
    """Run the target NAME; libFuzzer ends the process."""
    with atheris.instrument_imports(include=["ifcfgen"]):
        target, material = (import_module(f"{__package__}.{module}") for module in (name, "material"))
        seeds = list(target.seeds())
        home = Path(".fuzz") / name
        corpus = home / "corpus"
        corpus.mkdir(parents=True, exist_ok=True)
        for seed in seeds:
            (corpus / sha1(seed).hexdigest()).write_bytes(seed)
        (home / "words").write_text(material.dictionary(target.WORDS))
        again = any(not option.startswith("-") for option in options)
        places = [] if again else [str(corpus)]
        arguments = [name, f"-dict={home / 'words'}", f"-artifact_prefix={home}/", *_LIMITS, *options, *places]
        atheris.Setup(arguments, target.one, custom_mutator=material.mutator(seeds, target.WORDS, _any_bytes))
        atheris.Fuzz()  # what is imported only now is instrumented, too


def _any_bytes(data: bytes, most: int) -> bytes:
    changed: bytes = atheris.Mutate(data, most)  # another function once Fuzz runs
    return changed


if __name__ == "__main__":
    main(*sys.argv[1:])
