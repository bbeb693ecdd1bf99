"""Verification codes: forgiving, and never guessing in silence."""

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


def test_any_one_wrong_character_is_found_and_the_right_code_is_offered() -> None:
    code = new_code()
    for place in range(12):
        for other in ALPHABET:
            wrong = body(code)
            if wrong[place] == other:
                continue
            wrong[place] = other
            found = read_code("".join(wrong))
            assert found.form is CodeForm.ONE_SLIP
            # Another swap of neighbours may explain the same text; then that is offered.
            assert read_code(found.code).form is CodeForm.WELL_FORMED


def test_swapped_neighbours_are_offered_the_right_way_round() -> None:
    source = random.Random(1)
    for _number in range(100):
        code = new_code()
        place = source.randrange(11)
        swapped = body(code)
        swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
        if swapped == body(code):
            continue
        assert read_code("".join(swapped)).form is CodeForm.ONE_SLIP


@pytest.mark.parametrize("typed", ["", "ASY", "ASY-1234", "ASY-0000-0000-000!", "é" * 12, "0" * 40])
def test_what_has_not_the_form_of_a_code_is_wrong(typed: str) -> None:
    assert read_code(typed).form is CodeForm.WRONG


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(typed: str) -> None:
    assert read_code(typed).form in set(CodeForm)
