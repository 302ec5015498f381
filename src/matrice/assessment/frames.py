"""Le profil en tableau pandas, pour qui vit dans pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .profile import AxisResult, DimensionResult, ItemResult, Profile
from .questions import Grain

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("id", "label", "axis", "standing", "score", "level", "answered", "applicable")
EXTRA: dict[str, tuple[str, ...]] = {
    "item": ("dimension", "mean_distance", "farthest", "agreement", "leik", "not_applicable", "unknown", "silent"),
    "dimension": ("total", "palier", "added"),
    "axis": ("total", "lowest", "added"),
}
INTEGERS = ("level", "palier", "farthest")  # entiers qui peuvent manquer


def profile_frame(profile: Profile, by: Grain) -> pd.DataFrame:
    """Renvoie le tableau du profil, une ligne par question, dimension ou axe (voir `Profile.to_frame`)."""
    import pandas as pd  # 0,4 s à charger : seulement quand un tableau est demandé

    if by == "item":
        rows = [item_row(item) for item in profile.items]
    elif by == "dimension":
        rows = [group_row(d) | {"total": d.total, "palier": d.palier, "added": d.added} for d in profile.dimensions]
    elif by == "axis":
        rows = [group_row(a) | {"total": a.total, "lowest": a.lowest, "added": a.added} for a in profile.axes]
    else:
        raise ValueError(f"by={by!r}\u00a0: attendu «\u00a0dimension\u00a0», «\u00a0item\u00a0» ou «\u00a0axis\u00a0».")
    frame = pd.DataFrame(rows, columns=[*COLUMNS, *EXTRA[by]])
    integers = {name: "Int64" for name in INTEGERS if name in frame}
    return frame.astype({"score": "float64", **integers})


def group_row(result: DimensionResult | AxisResult) -> dict[str, object]:
    """Les colonnes communes aux dimensions et aux axes."""
    return {
        "id": result.id,
        "label": result.label,
        "axis": result.id if isinstance(result, AxisResult) else result.axis,
        "standing": str(result.standing),
        "score": result.score,
        "level": result.level,
        "answered": result.answered,
        "applicable": result.applicable,
    }


def item_row(item: ItemResult) -> dict[str, object]:
    """Une question : son niveau proposé, son accord, et les quatre sortes de réponses comptées."""
    agreed = item.agreement
    return {
        "id": item.id,
        "label": item.label,
        "axis": item.axis,
        "standing": str(item.standing),
        "score": item.score,
        "level": item.level,
        "answered": item.answered,
        "applicable": item.applicable,
        "dimension": item.dimension,
        "mean_distance": agreed.mean_distance,
        "farthest": agreed.farthest,
        "agreement": str(agreed.status),
        "leik": agreed.leik,
        "not_applicable": item.not_applicable,
        "unknown": item.unknown,
        "silent": item.silent,
    }
