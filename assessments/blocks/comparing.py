"""Two revisions of an interaction compared field by field, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.admin.compare import BlockComparison, diff_text

from assessments import engine
from assessments.blocks.values import plain


class InteractionComparison(BlockComparison):
    """What differs between two contents of the same way of answering; each difference says where it is."""

    def htmlvalue(self, val: Any) -> SafeString:
        """A whole content, for one that was added or removed."""
        rows = [
            (label_of(self.block, (name,)), in_words(value, self.block.child_blocks.get(name)))
            for name, value in plain(val).items()
            if value not in ("", [], False, None)
        ]
        return format_html(
            '<p><strong>{}</strong></p><dl class="assay-differences">{}</dl>',
            self.block.label,
            format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows),
        )

    def htmldiff(self) -> SafeString:
        """Only what differs."""
        rows = differences_in_words(self.block, plain(self.val_a), plain(self.val_b))
        return format_html(
            '<dl class="assay-differences">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows)
        )


def differences_in_words(
    block: blocks.Block, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[str, SafeString]]:
    """Everything that differs between two contents of a block's kind: where, and what."""
    return [(label_of(block, found.path), _said(found)) for found in engine.differences(before, after)]


def _said(found: engine.Difference) -> SafeString:
    before, after = in_words(found.before), in_words(found.after)
    html: SafeString = diff_text(before, after).to_html()
    if found.is_order:
        return format_html("{} {}", _("Another order:"), html)
    if found.before is None:
        return format_html("{} {}", _("Added:"), html)
    if found.after is None:
        return format_html("{} {}", _("Removed:"), html)
    return html


def label_of(block: Any, path: Sequence[Any]) -> str:
    """Where a difference or a fault is, as the form labels it: "Options › 2. Beta › Credit"."""
    words = []
    for step in path:
        if isinstance(step, int):
            words.append(str(step + 1))
            block = getattr(block, "child_block", block)
            continue
        if isinstance(step, engine.Entry):
            words.append(f"{step.place}. {step.name}" if step.name else str(step.place))
            block = getattr(block, "child_block", block)
            continue
        block = block_below(block, step)
        words.append(str(block.label or step) if block is not None else step.replace("_", " "))
    return " › ".join(words)


def block_below(block: Any, name: str) -> Any:
    """The block of a field; of a list whose parts come in several kinds, that of the first kind that has it."""
    if isinstance(block, blocks.StreamBlock):
        kinds = block.child_blocks.values()
        return next((kind.child_blocks[name] for kind in kinds if name in kind.child_blocks), None)
    return getattr(block, "child_blocks", {}).get(name)


def in_words(value: Any, block: Any = None) -> str:
    """A value as a person would read it; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        below = getattr(block, "child_blocks", {})
        said = [
            f"{getattr(below.get(name), 'label', '') or name.replace('_', ' ')}: {in_words(inner, below.get(name))}"
            for name, inner in value.items()
            if inner not in ("", [], None, False) and name != "id"
        ]
        return "; ".join(said)
    if isinstance(value, list | tuple):
        return " · ".join(in_words(inner, getattr(block, "child_block", None)) for inner in value)
    return str(value)
