"""What is written is read again as the same, whatever an author typed."""

from typing import Any

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from courses.packages import Block, blocks_to_markdown, markdown_to_blocks, normal_html
from courses.packages.html import read_html, write_html
from courses.packages.markdown_reading import read_markdown
from courses.packages.markdown_writing import write_heading, write_markdown
from courses.packages.rich_text import Paragraph, RichText, Run
from courses.packages.yaml_reading import read_yaml
from courses.packages.yaml_writing import write_yaml
from tests.courses.packages.strategies import BODIES, HTML, LINES, RICH_TEXTS, WORDS

_ANCHORS = frozenset({"#source-a"})
_SCALARS = st.one_of(
    WORDS,
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12),
    st.integers(-(10**17), 10**17),
    st.booleans(),
    st.sampled_from(["", "no", "Yes", "1e3", "0x1f", "1_000", "12:30:45", "2024-07-26", "null", "~", "=", "<<", "a\nb", "a\n", "\na"]),
)  # fmt: skip
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(LINES, inner, max_size=3)),
    max_leaves=12,
)


@given(RICH_TEXTS)
def test_html_of_a_rich_text_is_read_as_the_same_text(text: RichText) -> None:
    assert read_html(write_html(text)) == text


@given(HTML)
def test_the_normal_form_of_html_is_its_own_normal_form(html: str) -> None:
    assert normal_html(html) == html


@given(RICH_TEXTS)
def test_markdown_is_read_as_the_text_it_was_written_from(text: RichText) -> None:
    markdown = write_markdown(text)
    if markdown is not None:
        assert read_markdown(markdown) == (text, [])


@given(st.lists(LINES, min_size=1, max_size=5).map("\n\n".join))
def test_markdown_that_is_allowed_comes_back_through_html_with_the_same_meaning(markdown: str) -> None:
    text, problems = read_markdown(markdown)
    if not problems:
        again = write_markdown(read_html(write_html(text)))
        assert again is not None
        assert read_markdown(again) == (text, [])
        assert write_markdown(read_markdown(again)[0]) == again


@given(WORDS.map(lambda text: " ".join(text.split())).filter(bool))
def test_a_paragraph_of_plain_words_is_always_markdown(words: str) -> None:
    text = read_html(write_html((Paragraph((Run(words),)),)))
    assert write_markdown(text) is not None


@given(LINES)
def test_a_heading_of_plain_words_is_always_markdown(words: str) -> None:
    assert write_heading(words, "h2") is not None


@given(BODIES)
@example([Block("text", "<p>a</p>"), Block("text", "<p>b</p>")])
@example([Block("text", ""), Block("text", "<p></p>"), Block("heading", {"text": "#", "size": "h3"})])
@example([Block("quote", {"text": "a\n```\nb", "source": "", "url": ""})])
def test_blocks_come_back_equal_from_their_text(blocks: list[Block]) -> None:
    markdown = blocks_to_markdown(blocks, anchors=_ANCHORS)
    again, faults = markdown_to_blocks(markdown, file="lesson.md", anchors=_ANCHORS)
    assert faults == []
    assert again == blocks
    assert blocks_to_markdown(again, anchors=_ANCHORS) == markdown


@given(st.dictionaries(LINES, _VALUES, min_size=1, max_size=4))
def test_yaml_is_read_as_the_data_it_was_written_from(data: dict[str, Any]) -> None:
    text = write_yaml(data)
    located, faults = read_yaml(text, file="x.yaml")
    assert located is not None
    assert faults == []
    assert located.data == data
    assert text.endswith("\n")


@given(st.dictionaries(LINES, WORDS, min_size=1, max_size=3))
def test_text_is_text_to_readers_of_yaml_1_1_too(data: dict[str, str]) -> None:
    assert yaml.safe_load(write_yaml(data)) == data
