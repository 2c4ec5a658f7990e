"""Which share of small faults put into the rulebook its cases and tests notice.

mutmut makes the faults (mutants) in a copy of the tree. A sample of them, the same each time, is
tried one by one: those tests that run through the changed function run until the first of them
fails. Lines that are words for people, and nothing else, are not changed.

    python scripts/mutants.py [--sample 300] [--seed 1] [--under clocks] [--least 90]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from mutants_make import difference, module, mutants, prepare, sample
from mutants_try import Tried, tried


def main(argv: Sequence[str] | None = None) -> int:
    """Try a sample and report; status 1 if fewer than ``--least`` percent were noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=300, help="how many to try")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another sample")
    parser.add_argument("--under", default="", help="only modules whose name begins so: clocks")
    parser.add_argument("--only", nargs="*", default=[], help="only these mutants, by name")
    parser.add_argument("--least", type=int, default=90, help="percent to be noticed")
    parser.add_argument("--again", action="store_true", help="use the mutants made before")
    given = parser.parse_args(argv)
    if not given.again:
        prepare()
    names = [name for name in mutants() if module(name).startswith(given.under)]
    chosen = sorted(given.only) or sample(names, given.sample, given.seed)
    print(f"    {len(chosen)} of {len(names)} mutants, seed {given.seed}", flush=True)
    share = report([told(one) for one in tried(chosen)])
    return 0 if share >= given.least else 1


def told(one: Tried) -> Tried:
    """Say at once which mutant nobody noticed, and what it changed."""
    if not one.killed:
        words = "no test runs through" if one.killed is None else "not noticed:"
        print(f"    {words} {one.name} ({one.seconds:.0f} s)", flush=True)
        print("\n".join(f"        {line}" for line in difference(one.name).splitlines()))
    return one


def report(found: Sequence[Tried]) -> float:
    """Print the share by module and in all; give the whole share in percent."""
    tries, kills = Counter(module(one.name) for one in found), Counter[str]()
    kills.update(module(one.name) for one in found if one.killed)
    for name, count in sorted(tries.items()):
        print(f"    {name:24} {kills[name]:4} of {count:4}")
    share = 100 * sum(kills.values()) / max(len(found), 1)
    print(f"    noticed: {sum(kills.values())} of {len(found)}, {share:.1f} %")
    return share


if __name__ == "__main__":
    sys.exit(main())
