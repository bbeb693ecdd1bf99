"""Draws the badges of certificates/badges:

    .venv/bin/uv run --no-project --python .venv/bin/python --with fonttools --with typst --with pillow python -m tests.badges

The design's badges name a subject and a year, as examples. A badge that is issued says only what holds for every
award of its level; a specimen's says that it is one. Words are outlines, so that every program draws the same.
"""

import io
import math
import re
from pathlib import Path

import typst
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
FROM = ROOT / "website" / "static" / "website" / "img"
TO = ROOT / "certificates" / "badges"
FONT = TTFont(ROOT / "certificates" / "typst" / "fonts" / "AssaySans-Bold.ttf")
CENTRE = 256
PIXELS = 800
SOURCES = {
    "foundation": "badge-1-foundation.svg",
    "practitioner": "badge-2-practitioner.svg",
    "lead": "badge-3-lead.svg",
}
# The two rings of words: what follows the inner plate.
_WORDS = re.compile(
    r'(r="(?:110|90)" fill="#0b2730"/>)<path d="[^"]*" fill="([^"]*)"/><path d="[^"]*" fill="[^"]*"/>'
)


def on_ring(words: str, *, size: int, radius: int, lower: bool) -> str:
    """The outlines of words on a ring, in the middle of its upper or lower half."""
    glyphs, names = FONT.getGlyphSet(), FONT.getBestCmap()
    scale = size / FONT["head"].unitsPerEm
    tracking = size * (0.12 if lower else 0.09)
    drawn = [glyphs[names[ord(letter)]] for letter in words]
    total = sum(glyph.width * scale + tracking for glyph in drawn) - tracking
    turn = -1 if lower else 1
    angle = math.radians(90 if lower else -90) - turn * total / (2 * radius)
    paths = []
    for glyph in drawn:
        width = glyph.width * scale
        middle = angle + turn * width / 2 / radius
        lean = middle + turn * math.pi / 2
        cosine, sine = math.cos(lean), math.sin(lean)
        x = CENTRE + radius * math.cos(middle) - cosine * width / 2
        y = CENTRE + radius * math.sin(middle) - sine * width / 2
        pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.1f}".rstrip("0").rstrip("."))
        glyph.draw(TransformPen(pen, (cosine * scale, sine * scale, sine * scale, -cosine * scale, x, y)))
        paths.append(pen.getCommands())
        angle += turn * (width + tracking) / radius
    return "".join(paths)


def draw(level: str, *, is_specimen: bool) -> None:
    """Write one badge as SVG, and as PNG with a clear ground."""
    upper, lower = ("SPECIMEN", "PROVES NOTHING") if is_specimen else ("ASSAY", level.upper())
    title = f"SPECIMEN, proves nothing: Assay {level}" if is_specimen else f"Assay {level}"
    words = (
        on_ring(upper, size=34, radius=182, lower=False),
        on_ring(lower, size=24, radius=203, lower=True),
    )
    text, found = _WORDS.subn(
        lambda match: (
            f'{match[1]}<path d="{words[0]}" fill="{match[2]}"/><path d="{words[1]}" fill="{match[2]}"/>'
        ),
        (FROM / SOURCES[level]).read_text(),
    )
    assert found == 1, level
    text = re.sub(r"<title>[^<]*</title>", f"<title>{title}</title>", text)
    name = f"{level}-specimen" if is_specimen else level
    (TO / f"{name}.svg").write_text(text)
    page = (
        f"#set page(width: {PIXELS}pt, height: {PIXELS}pt, margin: 0pt, fill: none)\n"
        f'#image("/certificates/badges/{name}.svg", width: {PIXELS}pt)'
    )
    drawn = Image.open(io.BytesIO(typst.compile(page.encode(), root=ROOT, format="png", ppi=72)))
    # Two inks and what lies between them: 256 colours show no difference, at a third of the size.
    drawn.quantize(256, method=Image.Quantize.FASTOCTREE).save(TO / f"{name}.png", optimize=True)


if __name__ == "__main__":
    for each in SOURCES:
        draw(each, is_specimen=False)
        draw(each, is_specimen=True)
