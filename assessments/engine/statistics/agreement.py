"""How far a pass or fail would be the same on another form: Livingston and Lewis."""

import math
from dataclasses import dataclass

import numpy as np

# Points at which the distribution of true scores is summed up.
_GRID = 4000


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shares between 0 and 1: the same decision on two forms, and the decision that the true score deserves."""

    consistency: float
    accuracy: float


def decision_agreement(
    *, mean: float, sd: float, reliability: float | None, cut: float, maximum: float
) -> Agreement | None:
    """How consistent and how accurate the decisions of a test are, from one sitting of it.

    After Livingston and Lewis (1995), Journal of Educational Measurement 32(2), 179–197: the test is taken for one
    of so many equal items as would have its mean, spread and reliability (its effective length), and a true score is
    taken to be beta distributed. Here that distribution has two parameters (bounds 0 and 1), matched by moments;
    the paper's has four. None where reliability is not between 0 and 1, or the moments fit no such distribution.
    """
    if reliability is None or not 0 < reliability < 1 or sd <= 0 or not 0 < mean < maximum:
        return None
    variance = sd**2
    length = round((mean * (maximum - mean) - reliability * variance) / (variance * (1 - reliability)))
    share, spread = mean / maximum, reliability * variance / maximum**2
    size = share * (1 - share) / spread - 1
    if length < 1 or size <= 0:
        return None
    alpha, beta = share * size, (1 - share) * size
    needed = math.ceil(round(cut / maximum * length, 9))
    points = (np.arange(_GRID) + 0.5) / _GRID
    density = (alpha - 1) * np.log(points) + (beta - 1) * np.log1p(-points)
    weights = np.exp(density - density.max())
    weights /= weights.sum()
    passing = _at_least(needed, length, points)
    deserves = points * maximum >= cut
    return Agreement(
        consistency=float(weights @ (passing**2 + (1 - passing) ** 2)),
        accuracy=float(weights @ np.where(deserves, passing, 1 - passing)),
    )


def _at_least(
    needed: int, length: int, points: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """The chance of `needed` successes or more in `length` tries, for each chance of one success."""
    whole = np.zeros_like(points)
    for successes in range(max(needed, 0), length + 1):
        ways = math.lgamma(length + 1) - math.lgamma(successes + 1) - math.lgamma(length - successes + 1)
        whole += np.exp(ways + successes * np.log(points) + (length - successes) * np.log1p(-points))
    return np.minimum(whole, 1.0)
