"""How simulated candidates answer: item response theory, for data that looks like a cohort's.

An item is modelled after Bock (1972), "Estimating item parameters and latent ability when responses are scored in
two or more nominal categories", Psychometrika 37: every response that might be given has a weight that grows with
ability as far as the response is right, and is multiplied by how attractive it is. Where one response is right and
the others wrong, this is Birnbaum's three-parameter logistic model exactly, guessing included. Nothing here marks
anybody: scores come from the item's own rules.
"""

import math
import random
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any

from assessments.engine.json_types import Json
from assessments.engine.marking import mark_item
from assessments.engine.marks import ZERO
from assessments.engine.plausible import plausible_responses
from assessments.engine.registry import interaction_of, read_content

# One item in so many discriminates the wrong way, as with a wrong key: statistics should have something to find.
_FLAWED = 40
# Most who do not know rule something out, or are drawn to a distractor: less than an even guess is right.
_GUESSED = 0.6
# What is left empty is rarer than any wrong answer.
_EMPTY = 0.15


@dataclass(frozen=True, slots=True)
class SimulatedItem:
    """An item as simulated candidates meet it: its parameters, and the responses that they might give.

    `pulls` of those responses that are not wholly right sum to one.
    """

    discrimination: float
    difficulty: float
    guessing: float
    responses: tuple[Json, ...]
    scores: tuple[Fraction, ...]
    pulls: tuple[float, ...]

    def probabilities(self, ability: float) -> tuple[float, ...]:
        """How likely each response is for an ability; they sum to one."""
        best = max(self.scores)
        slope = self.discrimination * (ability - self.difficulty)
        weights = [
            pull * math.exp(slope * float(score / best)) if best else pull
            for score, pull in zip(self.scores, self.pulls, strict=True)
        ]
        total = sum(weights)
        right = sum(score == best for score in self.scores)
        luck = self.guessing if best else 0.0
        return tuple(
            (1 - luck) * weight / total + (luck / right if score == best else 0.0)
            for weight, score in zip(weights, self.scores, strict=True)
        )

    def respond(self, ability: float, *, chance: float) -> Json:
        """The response of a candidate of an ability, with `chance` drawn evenly from 0 to 1."""
        edges = list(accumulate(self.probabilities(ability)))
        return self.responses[min(bisect(edges, chance * edges[-1]), len(self.responses) - 1)]


def simulated_item(content: Mapping[str, Any], *, seed: int) -> SimulatedItem:
    """An item with parameters drawn for a seed: difficulty about −0.4 ± 0.9, discrimination mostly 0.7 to 1.7."""
    source = random.Random(seed)  # noqa: S311 - a simulation has to be reproducible from its seed
    responses = plausible_responses(content, seed=seed)
    scores = tuple(mark_item(content, response).score for response in responses)
    discrimination = 1.1 * math.exp(source.gauss(0, 0.25))
    if source.randrange(_FLAWED) == 0:
        discrimination = -0.3
    return SimulatedItem(
        discrimination=discrimination,
        difficulty=max(-2.5, min(2.5, source.gauss(-0.4, 0.9))),
        guessing=_guessing(content),
        responses=responses,
        scores=scores,
        pulls=_pulls(responses, scores, source),
    )


def _guessing(content: Mapping[str, Any]) -> float:
    guess = interaction_of(content).guess(read_content(content))
    return _GUESSED * float(max(ZERO, guess)) if guess is not None else 0.0


def _pulls(
    responses: tuple[Json, ...], scores: tuple[Fraction, ...], source: random.Random
) -> tuple[float, ...]:
    best = max(scores)
    drawn = [_EMPTY if response == {} else math.exp(source.gauss(0, 0.8)) for response in responses]
    if not best:
        # A person marks it: no response is better than another here.
        return tuple(pull / sum(drawn) for pull in drawn)
    wrong = sum(pull for pull, score in zip(drawn, scores, strict=True) if score != best)
    right = sum(score == best for score in scores)
    return tuple(
        1 / right if score == best else pull / wrong for pull, score in zip(drawn, scores, strict=True)
    )
