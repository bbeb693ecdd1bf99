"""Texts and blocks as an editor could leave them."""

from typing import Any

from hypothesis import strategies as st

from courses.packages.bodies import Block
from courses.packages.html import write_html
from courses.packages.rich_text import ListItem, ListOfItems, Paragraph, RichText, Run, normalise

# Words, and everything that Markdown, HTML or YAML could take for something else.
_PIECES = st.one_of(
    st.sampled_from(
        ["a", "word", "two words", " ", "  ", "\\", "`", "``", "*", "**", "_", "__", "[", "]", "](", "[x]:", "!", "&",
         "&amp;", "&#35;", "<", "<b>", "</p>", ">", "#", "## ", "-", "- ", "+ ", "1.", "1. ", "1) ", "---", "===", "~~~",
         "```", "|", "~", "é", "日", "\u00a0", "“", ": ", " #", "'", '"', "https://x.y/", "<https://x.y>", "@", "%", "{", "}",
         "    ", "snake_case_name", "3 * 4", "!["]
    ),
    st.text(max_size=4, alphabet=st.characters(exclude_categories=["Cs", "Cc"])),
)  # fmt: skip
WORDS = st.lists(_PIECES, min_size=1, max_size=6).map("".join)
_HREFS = st.sampled_from(
    ["https://example.org/a_b?c=d&e=f", "https://example.org/(x)", "http://x.y/)", "mailto:a@b.example", "#source-a",
     "#source-zz", "#elsewhere", "page:courses/x", "/courses/", "ftp://x.y/", "tel:+441234", "foo", "?a=b:c", "https://x.y/a b", "https://x.y/é"]
)  # fmt: skip


@st.composite
def _runs(draw: st.DrawFn) -> tuple[Run, ...]:
    def run(text: str) -> Run:
        if draw(st.integers(0, 9)) == 0:
            text = text + "\n" + draw(WORDS)
        style = draw(
            st.sampled_from(["", "", "", "strong", "emphasis", "code", "strong emphasis", "strong code"])
        )
        href = draw(_HREFS) if draw(st.integers(0, 3)) == 0 else None
        return Run(text, href, "strong" in style, "emphasis" in style, "code" in style)

    return tuple(run(text) for text in draw(st.lists(WORDS, max_size=4)))


_items = st.recursive(
    st.builds(ListItem, _runs()),
    lambda items: st.builds(
        ListItem,
        _runs(),
        st.lists(st.builds(ListOfItems, st.booleans(), st.lists(items, min_size=1, max_size=3).map(tuple)), max_size=2).map(tuple),
    ),
    max_leaves=5,
)  # fmt: skip
_lists = st.builds(ListOfItems, st.booleans(), st.lists(_items, min_size=1, max_size=4).map(tuple))
RICH_TEXTS: st.SearchStrategy[RichText] = st.lists(
    st.one_of(st.builds(Paragraph, _runs()), _lists), max_size=4
).map(normalise)
HTML = RICH_TEXTS.map(write_html)

LINES = WORDS.map(lambda text: " ".join(text.split())[:80]).filter(bool)
_PARAGRAPHS = st.lists(st.one_of(LINES, st.sampled_from(["", " x", "y ", "\tz"])), min_size=1, max_size=4).map(
    "\n".join
).map(str.strip).filter(bool)  # fmt: skip
_OPTIONAL = st.one_of(st.just(""), LINES)


def _block(name: str, /, **values: Any) -> st.SearchStrategy[Block]:
    return st.builds(Block, st.just(name), st.fixed_dictionaries(values))


@st.composite
def _tables(draw: st.DrawFn) -> Block:
    columns = draw(st.lists(LINES, min_size=1, max_size=3))
    cell = st.one_of(st.just(""), _PARAGRAPHS)
    rows = draw(
        st.lists(st.lists(cell, min_size=len(columns), max_size=len(columns)), min_size=1, max_size=3)
    )
    return Block("table", {"caption": draw(_OPTIONAL), "columns": columns, "rows": rows})


BLOCKS = st.one_of(
    _block("heading", text=LINES, size=st.sampled_from(["h2", "h3"])),
    st.builds(Block, st.just("text"), HTML),
    _block("callout", kind=st.sampled_from(["note", "warning"]), title=_OPTIONAL, text=HTML),
    _block("quote", text=_PARAGRAPHS, source=_OPTIONAL, url=st.sampled_from(["", "https://x.y/?a=b&c"])),
    _tables(),
    _block("figure", image=st.just("figures/a.svg"), alt=_PARAGRAPHS, caption=_OPTIONAL),
    _block("download", file=st.just("files/a.pdf"), title=_OPTIONAL),
    _block("content_note", text=_PARAGRAPHS),
    _block("check", item=st.sampled_from(["au-p-01", "x"])),
)
BODIES = st.lists(BLOCKS, max_size=6)
