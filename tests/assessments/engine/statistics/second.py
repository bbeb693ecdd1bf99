"""The same statistics a second time, from rows, with numpy and scipy, and no code of the engine."""

import numpy as np
from scipy import stats


def total(rows: np.ndarray) -> dict[str, float | None]:
    """Of a table of marks (attempts × places)."""
    totals = rows.sum(axis=1)
    places = rows.shape[1]
    spread = totals.var(ddof=1)
    alpha = places / (places - 1) * (1 - rows.var(axis=0, ddof=1).sum() / spread)
    return {
        "mean": totals.mean(),
        "median": np.median(totals),
        "sd": totals.std(ddof=1),
        "skewness": stats.skew(totals, bias=False),
        "kurtosis": stats.kurtosis(totals, bias=False),
        "alpha": alpha,
        "error_ratio": np.sqrt(1 - alpha),
        "sem": np.sqrt(1 - alpha) * totals.std(ddof=1),
    }


def item(rows: np.ndarray, place: int, maximum: float) -> dict[str, float | None]:
    """Of one column, beside the sum of the others."""
    marks, rest = rows[:, place], rows.sum(axis=1) - rows[:, place]
    together = np.cov(marks, rest, ddof=1)[0, 1]
    greatest = np.cov(np.sort(marks), np.sort(rest), ddof=1)[0, 1]
    return {
        "facility": 100 * marks.mean() / maximum,
        "sd": 100 * marks.std(ddof=1) / maximum,
        "discrimination": 100 * stats.pearsonr(marks, rest).statistic,
        "efficiency": 100 * together / greatest,
    }


def weights(rows: np.ndarray) -> list[float | None]:
    """The effective weight of each column."""
    totals = rows.sum(axis=1)
    shared = [np.cov(column, totals, ddof=1)[0, 1] for column in rows.T]
    whole = sum(np.sqrt(value) for value in shared if value >= 0)
    return [100 * np.sqrt(value) / whole if value >= 0 else None for value in shared]
