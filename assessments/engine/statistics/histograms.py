"""How often two exact values came together, and the sums that statistics are made of."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

# A whole number is a number like any other to what adds it up.
Number = Fraction | int
Pair = tuple[Number, Number]


class Joint:
    """A joint histogram of pairs of exact values, such as an item's mark and the rest of the test.

    Two of them are merged by `add`, and one is taken out of another by `remove`: what was counted once need not be
    read again when more attempts arrive, or when one is marked again.
    """

    __slots__ = ("_counts",)

    def __init__(self, counts: Mapping[Pair, int] | Iterable[Pair] = ()) -> None:
        self._counts: Counter[Pair] = Counter(counts)

    def put(self, x: Number, y: Number, times: int = 1) -> None:
        """Count a pair."""
        self._counts[x, y] += times

    def add(self, other: "Joint") -> None:
        """Count everything that the other one counted."""
        self._counts.update(other._counts)

    def remove(self, other: "Joint") -> None:
        """Take back what the other one counted. Raises ValueError where it was never counted here."""
        for pair, times in other._counts.items():
            if self._counts[pair] < times:
                raise ValueError("what was not counted cannot be taken back")
            self._counts[pair] -= times
            if not self._counts[pair]:
                del self._counts[pair]

    def __iter__(self) -> Iterator[tuple[Number, Number, int]]:
        for (x, y), times in self._counts.items():
            yield x, y, times

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Joint) and +self._counts == +other._counts

    __hash__ = None  # type: ignore[assignment] # it changes as it counts

    @property
    def count(self) -> int:
        """How many pairs."""
        return self._counts.total()

    def mean_x(self) -> Fraction:
        """Raises ZeroDivisionError where nothing was counted."""
        return Fraction(sum(x * times for x, _y, times in self), self.count)

    def mean_y(self) -> Fraction:
        """Raises ZeroDivisionError where nothing was counted."""
        return Fraction(sum(y * times for _x, y, times in self), self.count)

    def variance_x(self) -> Fraction:
        """With n − 1. Raises ZeroDivisionError for fewer than two."""
        return _spread((x, x, times) for x, _y, times in self)

    def variance_y(self) -> Fraction:
        """With n − 1. Raises ZeroDivisionError for fewer than two."""
        return _spread((y, y, times) for _x, y, times in self)

    def covariance(self) -> Fraction:
        """With n − 1. Raises ZeroDivisionError for fewer than two."""
        return _spread(self)

    def greatest_covariance(self) -> Fraction:
        """The covariance if both lists were sorted: the highest that these values could have (Moodle's Cov_max)."""
        return _spread(_sorted_together(self.of_x(), self.of_y()))

    def of_x(self) -> Counter[Number]:
        """How often each first value came."""
        found: Counter[Number] = Counter()
        for x, _y, times in self:
            found[x] += times
        return found

    def of_y(self) -> Counter[Number]:
        """How often each second value came."""
        found: Counter[Number] = Counter()
        for _x, y, times in self:
            found[y] += times
        return found


def _spread(triples: Iterable[tuple[Number, Number, int]]) -> Fraction:
    """Σ(x − x̄)(y − ȳ) / (n − 1), exactly; quick where the values are whole numbers."""
    count = 0
    sum_x: Number = 0
    sum_y: Number = 0
    products: Number = 0
    for x, y, times in triples:
        count += times
        sum_x += x * times
        sum_y += y * times
        products += x * y * times
    return Fraction(products * count - sum_x * sum_y, count * (count - 1))


def _sorted_together(
    first: Mapping[Number, int], second: Mapping[Number, int]
) -> Iterator[tuple[Number, Number, int]]:
    """Both lists in ascending order, side by side, equal neighbours together."""
    left, right = sorted(first.items()), sorted(second.items())
    i = j = 0
    of_left, of_right = (left[0][1], right[0][1]) if left and right else (0, 0)
    while i < len(left) and j < len(right):
        times = min(of_left, of_right)
        yield left[i][0], right[j][0], times
        of_left, of_right = of_left - times, of_right - times
        if not of_left:
            i += 1
            of_left = left[i][1] if i < len(left) else 0
        if not of_right:
            j += 1
            of_right = right[j][1] if j < len(right) else 0
