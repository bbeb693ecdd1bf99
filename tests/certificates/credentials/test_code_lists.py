"""What is read from pasted and uploaded lists of codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.credentials import MAX_CODES, NotAList, TooManyCodes, codes_in, list_text, new_code

A, B, C = "ASY-7F3K-22QX-9M0B", "ASY-0000-1111-2222", "ASY-ABCD-EFGH-JKMN"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f"{A}\n{B}\n", [A, B]),
        (f"{A}\r\n\r\n  {B}  \r\n", [A, B]),
        (f"{A}, {B}, {C}", [A, B, C]),
        (f"{A};{B};{C}", [A, B, C]),
        (f"{A} {B}\n{C}", [A, B, C]),
        (f"name,code,since\nAda,{A},2026\nBo,{B},2025\n", [A, B]),
        (f"code;name\n{A};Ada\n{B};Bo\n", [A, B]),
        (f"Lastname, first;code\nLovelace, Ada;{A}\nByron, Ada;{B}\n", [A, B]),
        (f'name\tcode\n"Ada\tL"\t{A}\nBo\t{B}\n', [A, B]),
        (f"who,where\nAda,http://localhost:8000/verify/{A}/\nBo,https://assay.example/verify/{B}\n", [A, B]),
        ("asy 7f3k 22qx 9m0b\n7F3K22QX9M0B\n", ["asy 7f3k 22qx 9m0b", "7F3K22QX9M0B"]),
        (f"name,code\nAda,{A}\nBo,pending\nCy,\nDi,{B}\n", [A, "pending", B]),
        (f"“{A}”\n'{B}'\n", [f"“{A}”", B]),
        (f"{A}\n{A}\n", [A, A]),
    ],
    ids=[
        "lines", "blank lines", "commas", "semicolons", "spaces", "middle column", "first column",
        "commas in names", "tabs", "addresses", "as typed", "what is no code is kept", "quoted", "twice",
    ],
)  # fmt: skip
def test_the_column_with_the_codes_is_found_by_what_stands_in_it(text: str, codes: list[str]) -> None:
    assert codes_in(text) == codes


def test_a_list_of_a_thousand_is_read_and_one_more_is_counted_and_refused() -> None:
    codes = [new_code() for _ in range(MAX_CODES + 1)]
    assert codes_in("\n".join(codes[:-1])) == codes[:-1]
    with pytest.raises(TooManyCodes) as refusal:
        codes_in("name;code\n" + "\n".join(f"A;{code}" for code in codes))
    assert refusal.value.count == MAX_CODES + 1


@pytest.mark.parametrize("text", ["", "\n\n", "name,place\nAda,London\n", "hello there", '"' * 9])
def test_what_holds_no_code_is_no_list(text: str) -> None:
    with pytest.raises(NotAList):
        codes_in(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_as_spreadsheets_write_it(encoding: str) -> None:
    assert codes_in(list_text(f"name;code\nRené;{A}\n".encode(encoding))) == [A]


@pytest.mark.parametrize("data", [b"PK\x03\x04\x00\x00", b"\xff\xfe\x00", b"\x00\x01\x02"])
def test_bytes_that_are_no_text_are_no_list(data: bytes) -> None:
    with pytest.raises(NotAList):
        codes_in(list_text(data))


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_refused(text: str) -> None:
    try:
        codes = codes_in(text)
    except (NotAList, TooManyCodes):
        return
    assert codes
    assert all(codes)
