"""Counting sittings into tallies, a million answers in some seconds."""

from collections import defaultdict
from fractions import Fraction

from assessments.engine.statistics.tallies import (
    DECISIONS,
    DOMAIN,
    MARKS,
    MAXIMA,
    MINUTES,
    PAIR,
    SECONDS,
    TAKEN,
    TOTALS,
    Kind,
    Sitting,
    Tally,
    TallyKey,
)

# Nobody's time at one item says more than that it was long.
LONGEST_SECONDS = 3600
_SECONDS = [str(seconds) for seconds in range(LONGEST_SECONDS + 1)]


class Counting:
    """The tallies of the sittings that were put in."""

    def __init__(self) -> None:
        self.tallies: dict[TallyKey, Tally] = defaultdict(Tally)
        # Whole marks as int: adding them costs a tenth. Sums of both kinds are written alike.
        self._values: dict[str, int] = {"0": 0, "1": 1}
        self._fractions: dict[str, Fraction] = {}
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def put(self, sitting: Sitting) -> None:
        """Count one sitting: its total, its domains, each place of the blueprint, each item."""
        bucket = self._bucket(sitting.month, sitting.shape)
        total: int | Fraction = 0
        maximum = 0
        domains: dict[str, list[int | Fraction]] = {}
        parts: dict[tuple[str, str], int] = {}
        values = self._values
        for answer in sitting.answers:
            if answer.counts:
                maximum += 1
                domain, mark = answer.domain, answer.mark
                found = domains.get(domain)
                if found is None:
                    found = domains[domain] = [0, 0]
                found[1] += 1
                if mark in values:
                    value = values[mark]
                    total += value
                    found[0] += value
                else:
                    parts[domain, mark] = parts.get((domain, mark), 0) + 1
        # Parts of marks at the end: one fraction would make every later sum one of fractions.
        for (domain, mark), times in parts.items():
            earned = times * self._exact(mark)
            total += earned
            domains[domain][0] += earned
        suffix = f"{PAIR}{total}"
        form = bucket.form
        form.put(TOTALS, str(total))
        form.put(MAXIMA, str(maximum))
        form.put(DECISIONS, sitting.decision)
        form.put(MINUTES, str(sitting.minutes))
        for domain, (score, most) in domains.items():
            form.put(f"{DOMAIN}{domain}", f"{score}{PAIR}{most}")
        _count_answers(bucket, sitting, suffix)

    def _exact(self, mark: str) -> int | Fraction:
        """A mark's value; a whole one is remembered among the whole ones."""
        found = self._fractions.get(mark)
        if found is None:
            found = self._fractions[mark] = Fraction(mark)
            if found.denominator == 1:
                self._values[mark] = found.numerator
        return found

    def _bucket(self, month: str, shape: str) -> "_Bucket":
        found = self._buckets.get((month, shape))
        if found is None:
            found = self._buckets[month, shape] = _Bucket(self.tallies, month, shape)
        return found


class _Bucket:
    """The tallies of one month and shape at hand, by plain texts: a NamedTuple for each answer would cost the most."""

    def __init__(self, tallies: dict[TallyKey, Tally], month: str, shape: str) -> None:
        self._tallies, self._month, self._shape = tallies, month, shape
        self.form = tallies[TallyKey(month, shape, Kind.FORM, "")]
        # Marks beside totals at the first, second, … item of a cell.
        self.places: dict[str, list[dict[str, int]]] = defaultdict(list)
        self.items: dict[str, _Item] = {}

    def place(self, cell: str, number: int) -> dict[str, int]:
        """The histogram of a place that comes after those of its cell so far."""
        name = f"{cell}{PAIR}{number}"
        tally = self._tallies[TallyKey(self._month, self._shape, Kind.PLACE, name)]
        made = tally.parts.setdefault(MARKS, defaultdict(int))
        self.places[cell].append(made)
        return made

    def item(self, name: str) -> "_Item":
        """Of a version, and whether its marks are in the total."""
        made = self.items[name] = _Item(self._tallies[TallyKey(self._month, self._shape, Kind.ITEM, name)])
        return made


class _Item:
    """The histograms of one item at hand: looking each up by name would cost more than counting in it."""

    __slots__ = ("_tally", "marks", "seconds", "taken")

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self.marks = tally.parts.setdefault(MARKS, defaultdict(int))
        self.seconds = tally.parts.setdefault(SECONDS, defaultdict(int))
        self.taken: dict[str, dict[str, int]] = {}

    def took(self, name: str) -> dict[str, int]:
        made = self.taken[name] = self._tally.parts.setdefault(TAKEN + name, defaultdict(int))
        return made


def _count_answers(bucket: _Bucket, sitting: Sitting, suffix: str) -> None:
    """Each mark beside the total: the rest of the test follows from both."""
    nth: dict[str, int] = {}
    nothing = f"0{suffix}"
    pairs: dict[str, str] = {}
    items, places = bucket.items, bucket.places
    for (name, _domain, cell, mark, in_form, counts, taken), seconds in zip(
        sitting.answers, sitting.seconds, strict=True
    ):
        pair = pairs.get(mark)
        if pair is None:
            pair = pairs[mark] = mark + suffix
        if in_form:
            # What a re-mark took out stands at its place with nothing: so the places still make the total.
            k = nth.get(cell, 0)
            nth[cell] = k + 1
            of_cell = places[cell]
            place = of_cell[k] if k < len(of_cell) else bucket.place(cell, k + 1)
            place[pair if counts else nothing] += 1
        item = items.get(name) or bucket.item(name)
        item.marks[pair] += 1
        for option in taken:
            found = item.taken.get(option)
            (item.took(option) if found is None else found)[pair] += 1
        if seconds is not None:
            item.seconds[_SECONDS[min(seconds, LONGEST_SECONDS)]] += 1
