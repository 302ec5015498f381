"""Attaque de rapports entiers : les effectifs qu’un lecteur retrouve, l’ensemble calculé sur les équipes exactes, puis comme il est.

Usage : python bench/attaque.py [--rapports 12] [--groupes 4] [--themes 21]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "federation"))

import numpy as np
from attaque_rapport import drawn, exact_page, of_regions, page_of, possible_sizes

from matrice.federation import national_report


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--rapports", type=int, default=12)
    ask.add_argument("--groupes", type=int, default=4)
    ask.add_argument("--themes", type=int, default=21)
    asked = ask.parse_args()
    draw = np.random.Generator(np.random.PCG64(7))
    read = {"exact": 0, "écrit": 0}
    for seed in range(asked.rapports):
        sizes = (11,) * asked.groupes if not seed else tuple(draw.integers(11, 17, asked.groupes).tolist())
        counts = drawn(sizes, asked.themes, seed)
        both = {
            "exact": possible_sizes(exact_page(counts), enters=tuple),
            "écrit": possible_sizes(page_of(national_report(of_regions(counts)))),
        }
        alone = {name: sum(len(set(own)) == 1 for own in zip(*kept, strict=True)) for name, kept in both.items()}
        for name, count in alone.items():
            read[name] += count
        left = " ; ".join(f"{name} : {len(kept)} suites, {alone[name]} effectifs lus" for name, kept in both.items())
        print(f"{sizes} {left}", flush=True)
    groups = asked.rapports * asked.groupes
    print(" ; ".join(f"{name} : {count} effectifs lus sur {groups}" for name, count in read.items()))


if __name__ == "__main__":
    main()
