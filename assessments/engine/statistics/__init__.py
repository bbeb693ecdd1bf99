"""Classical statistics of tests and items, and what they advise.

Counts go in, as joint histograms that can be merged and taken apart again; numbers come out. Sums are exact; only
roots and the printed figure are floats. The formulas are those of Moodle's quiz statistics, each with its source in
docs/algorithms/statistics.md.
"""

from assessments.engine.statistics.agreement import Agreement, decision_agreement
from assessments.engine.statistics.classes import ResponseClass, classes_of, taken_of
from assessments.engine.statistics.counting import Counting
from assessments.engine.statistics.flags import Advice, Flag, Flagged, flags_of
from assessments.engine.statistics.histograms import Joint
from assessments.engine.statistics.items import ItemStatistics, effective_weights, item_statistics
from assessments.engine.statistics.options import OptionRow, OptionTally, option_table
from assessments.engine.statistics.reading import (
    fifths_of,
    item_joints,
    joint_with_total,
    median_of,
    numbers_of,
    pairs_of,
    scale_of,
    totals_of,
)
from assessments.engine.statistics.tallies import (
    Answer,
    Kind,
    Sitting,
    Tally,
    TallyKey,
    cell_name,
    is_beside,
    item_name,
    shape_of,
    version_of,
)
from assessments.engine.statistics.totals import TotalStatistics, spread_of, total_statistics

# Fewer people than this tell more of single persons than of an item: nothing is shown of such a group.
MIN_GROUP = 30

__all__ = [
    "MIN_GROUP",
    "Advice",
    "Agreement",
    "Answer",
    "Counting",
    "Flag",
    "Flagged",
    "ItemStatistics",
    "Joint",
    "Kind",
    "OptionRow",
    "OptionTally",
    "ResponseClass",
    "Sitting",
    "Tally",
    "TallyKey",
    "TotalStatistics",
    "cell_name",
    "classes_of",
    "decision_agreement",
    "effective_weights",
    "fifths_of",
    "flags_of",
    "is_beside",
    "item_joints",
    "item_name",
    "item_statistics",
    "joint_with_total",
    "median_of",
    "numbers_of",
    "option_table",
    "pairs_of",
    "scale_of",
    "shape_of",
    "spread_of",
    "taken_of",
    "total_statistics",
    "totals_of",
    "version_of",
]
