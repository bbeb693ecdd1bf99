"""Verification codes: forgiving, and never guessing in silence."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.credentials import CodeForm, new_code, read_code

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def body(code: str) -> list[str]:
    return list(code.removeprefix("ASY-").replace("-", ""))


def test_a_code_reads_back_whatever_its_case_spaces_and_look_alikes() -> None:
    for _number in range(200):
        code = new_code()
        for typed in (code, code.lower(), code.replace("-", " "), f"  {code[4:]} "):
            assert read_code(typed).code == code
        loose = code[:4] + code[4:].replace("0", "o").replace("1", "l").replace("V", "u")
        assert read_code(loose) == read_code(code)


def test_any_one_wrong_character_is_found_and_exactly_the_right_code_is_offered() -> None:
    for _number in range(5):
        code = new_code()
        for place in range(12):
            for other in ALPHABET:
                wrong = body(code)
                if wrong[place] == other:
                    continue
                wrong[place] = other
                found = read_code("".join(wrong))
                assert (found.form, found.offers) == (CodeForm.ONE_SLIP, (code,))


def test_after_a_swap_of_neighbours_the_right_code_is_among_the_offers_and_all_of_them_are_codes() -> None:
    for _number in range(200):
        code = new_code()
        for place in range(11):
            swapped = body(code)
            swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
            if swapped == body(code):
                continue
            found = read_code("".join(swapped))
            assert found.form is CodeForm.ONE_SLIP
            assert code in found.offers
            assert all(read_code(offer).form is CodeForm.WELL_FORMED for offer in found.offers)


def test_two_wrong_characters_never_pass_for_a_code() -> None:
    source = random.Random(2)
    for _number in range(500):
        code = new_code()
        wrong = body(code)
        for place in source.sample(range(12), 2):
            wrong[place] = source.choice([other for other in ALPHABET if other != wrong[place]])
        assert read_code("".join(wrong)).form is not CodeForm.WELL_FORMED


def test_a_slip_in_the_prefix_or_a_character_that_no_code_has_is_a_slip_like_any_other() -> None:
    code = "ASY-0000-0000-0000"
    for typed in ("AST-0000-0000-0000", "SAY 0000 0000 0000", "AS0-Y000-0000-0000", "ASY-0000-0000-000!"):
        assert read_code(typed).offers == (code,)


def test_a_code_whose_body_begins_like_the_prefix_is_read_with_and_without_the_prefix() -> None:
    body_of_its_own = "ASY0000000"
    code = next(
        found.code
        for check in itertools.product(ALPHABET, repeat=2)
        if (found := read_code(body_of_its_own + "".join(check))).form is CodeForm.WELL_FORMED
    )
    assert read_code(code).code == read_code(code[4:]).code == code


@pytest.mark.parametrize(
    "typed", ["", "ASY", "ASY-1234", "ASY-0000-0000-00!!", "AST-0000-0000-0001", "é" * 12, "0" * 40]
)
def test_what_has_not_the_form_of_a_code_is_wrong(typed: str) -> None:
    assert read_code(typed).form is CodeForm.WRONG


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(typed: str) -> None:
    assert read_code(typed).form in set(CodeForm)
