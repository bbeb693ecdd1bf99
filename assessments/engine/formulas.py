"""Arithmetic that an author writes: + - * / ** and round, min, max over named numbers. Exact, and never evaluated as code."""

import ast
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

MAX_LENGTH = 200
MAX_POWER = 20
# A formula is an author's, but what it comes to must stay small enough to be shown and compared at once.
_MAX_BITS = 2000


class FormulaInvalid(ValueError):
    """A formula that cannot be computed; `rule` names the sentence for its author."""

    def __init__(self, rule: str, **values: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.values = values


def names_in(formula: str) -> frozenset[str]:
    """The names that a formula needs. Raises FormulaInvalid."""
    tree = _parsed(formula)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called
    )


def compute(formula: str, numbers: Mapping[str, Fraction]) -> Fraction:
    """What a formula comes to, exactly. Raises FormulaInvalid: unknown names, division by zero, anything else."""
    return _value(_parsed(formula).body, formula, numbers)


def _parsed(formula: str) -> ast.Expression:
    if len(formula) > MAX_LENGTH:
        raise FormulaInvalid("formula_long", max_length=str(MAX_LENGTH))
    try:
        return ast.parse(formula.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaInvalid("formula_unreadable") from error


def _value(node: ast.expr, formula: str, numbers: Mapping[str, Fraction]) -> Fraction:
    """One node of the tree. Whatever is not listed here is refused: this is what keeps code out."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        # As it is written: 0.1 is a tenth, not the nearest float.
        return Fraction(Decimal(ast.get_source_segment(formula.strip(), node) or ""))
    if isinstance(node, ast.Name):
        if node.id not in numbers:
            raise FormulaInvalid("formula_name", name=node.id)
        return numbers[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = _value(node.operand, formula, numbers)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, formula, numbers), _value(node.right, formula, numbers)
        return _small(_combined(node.op, left, right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _called(node.func.id, [_value(inner, formula, numbers) for inner in node.args])
    raise FormulaInvalid("formula_unreadable")


def _combined(operator: ast.operator, left: Fraction, right: Fraction) -> Fraction:
    if isinstance(operator, ast.Add):
        return left + right
    if isinstance(operator, ast.Sub):
        return left - right
    if isinstance(operator, ast.Mult):
        return left * right
    if isinstance(operator, ast.Div):
        if right == 0:
            raise FormulaInvalid("formula_zero")
        return left / right
    if isinstance(operator, ast.Pow) and right.denominator == 1 and abs(right) <= MAX_POWER:
        if left == 0 and right < 0:
            raise FormulaInvalid("formula_zero")
        return left ** int(right)
    raise FormulaInvalid("formula_unreadable")


def _small(number: Fraction) -> Fraction:
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > _MAX_BITS:
        raise FormulaInvalid("formula_large")
    return number


def _called(name: str, given: list[Fraction]) -> Fraction:
    if name == "round" and len(given) in (1, 2):
        places = given[1] if len(given) == 2 else Fraction(0)
        if places.denominator != 1 or not 0 <= places <= MAX_POWER:
            raise FormulaInvalid("formula_unreadable")
        return _half_up(given[0], int(places))
    several: Mapping[str, Callable[[list[Fraction]], Fraction]] = {"min": min, "max": max}
    if name in several and given:
        return several[name](given)
    raise FormulaInvalid("formula_name", name=name)


def _half_up(number: Fraction, places: int) -> Fraction:
    """Rounded as people do it by hand: a half goes away from zero."""
    scaled = abs(number) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole, 10**places) * (-1 if number < 0 else 1)
