"""La fermeté d'un niveau : si une personne part ou arrive, le niveau change-t-il ? La table figée d'`assessment/firmness.py` en vient.

    python bench/fermete.py      # quelques secondes ; imprime la table, en pourcentage

Modèle : une maturité vraie uniforme de 0 à 3, des votes arrondis au niveau le plus proche autour d'elle, avec un désaccord
(écart type entre membres) de 0,4, 0,8 ou 1,2 niveau. « Change » : le niveau proposé (médiane basse) n'est plus le même quand une
personne tirée au hasard s'en va, ou quand une de plus arrive ; on donne la moyenne des deux. Une hypothèse, pas une mesure.
"""

from __future__ import annotations

import numpy as np

VOTERS = (3, 5, 8, 12, 20)
SPREADS = (0.4, 0.8, 1.2)
TEAMS = 200_000
LEVELS = 4


def proposed(votes: np.ndarray) -> np.ndarray:
    """La médiane basse de chaque ligne."""
    return np.sort(votes, axis=1)[:, (votes.shape[1] - 1) // 2]


def changes(voters: int, spread: float) -> tuple[float, float, float]:
    """La part d'équipes dont le niveau change quand une personne part, quand une arrive, et l'écart moyen à la médiane."""
    draw = np.random.Generator(np.random.PCG64(20261130))
    truth = draw.uniform(0, LEVELS - 1, (TEAMS, 1))
    votes = np.clip(np.rint(truth + draw.normal(0, spread, (TEAMS, voters + 1))), 0, LEVELS - 1).astype(int)
    now = proposed(votes[:, :voters])
    gone, come = proposed(votes[:, 1:voters]) != now, proposed(votes) != now
    return float(gone.mean()), float(come.mean()), float(np.abs(votes[:, :voters] - now[:, None]).mean())


def main() -> None:
    """Imprime, par désaccord et par nombre de votes : part (%), arrive (%), moyenne (%), écart moyen à la médiane."""
    print(f"{'désaccord':>10}{'votes':>7}{'part':>7}{'arrive':>8}{'moyenne':>9}{'écart moyen':>13}")
    for spread in SPREADS:
        for voters in VOTERS:
            gone, come, mean = changes(voters, spread)
            print(f"{spread:>10}{voters:>7}{100 * gone:>7.0f}{100 * come:>8.0f}{50 * (gone + come):>9.0f}{mean:>13.2f}")


if __name__ == "__main__":
    main()
