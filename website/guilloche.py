"""The course die: a rosette computed from the course code. Same code, same die."""

import hashlib
import math
from functools import lru_cache


def _number(value: float) -> str:
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def _closed_curve(points: list[tuple[float, float]]) -> str:
    """A closed Catmull-Rom curve through the points, as cubic Béziers of an SVG path."""
    count = len(points)
    x, y = points[0]
    path = [f"M{_number(x)} {_number(y)}"]
    for i in range(count):
        before, start, end, after = (points[(i + step) % count] for step in (-1, 0, 1, 2))
        handles = (
            (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6),
            (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6),
            end,
        )
        path.append("C" + " ".join(f"{_number(a)} {_number(b)}" for a, b in handles))
    return "".join(path) + "Z"


def _ring(
    centre: float, radius: float, swing: float, lobes: int, strands: int, wave: tuple[int, float, float]
) -> str:
    """Woven strands, each shifted in phase; `wave` is (fold, height, turn) of the outline they share."""
    fold, height, turn = wave
    steps = lobes * 6
    out = []
    for strand in range(strands):
        phase = 2 * math.pi * strand / strands
        points = []
        for i in range(steps):
            angle = 2 * math.pi * i / steps
            r = radius + swing * math.cos(lobes * angle + phase) + height * math.cos(fold * angle + turn)
            points.append((centre + r * math.cos(angle), centre + r * math.sin(angle)))
        out.append(_closed_curve(points))
    return "".join(out)


@lru_cache(maxsize=256)
def die_paths(code: str, size: int = 200) -> tuple[str, str]:
    """The two SVG paths (outer, inner) of a course's die in a square of `size` units."""
    seed = hashlib.sha256(code.encode()).digest()
    fold = 3 + seed[0] % 6
    lobes = fold * (2 + seed[1] % 2)
    outer = _ring(
        size / 2,
        size * 0.325,
        size * (0.075 + seed[2] / 255 * 0.04),
        lobes,
        7,
        (fold, size * (0.012 + 0.022 * seed[3] / 255), 0.0),
    )
    inner = _ring(
        size / 2, size * 0.17, size * (0.05 + seed[4] / 255 * 0.04), fold * 2, 6, (fold, size * 0.02, math.pi)
    )
    return outer, inner
