"""A block whose value the engine judges, with its faults shown beside the fields they are in."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments import engine
from assessments.blocks.comparing import InteractionComparison
from assessments.blocks.parts import ParameterBlock
from assessments.blocks.values import engine_type, give_letters, give_names, plain
from assessments.linting import Finding, ItemText, Severity, lint_item

PARAMETERS = "parameters"
_Faults = Sequence[tuple[tuple[str | int, ...], str]]


class EngineBlock(blocks.StructBlock):
    """The editing form of one interaction.

    A draft, autosave and the preview may hold unfinished content: then nothing is judged. Publication
    judges the content again, because Wagtail's "deferred" flag lives on block instances that threads share.
    """

    parameters = blocks.ListBlock(
        ParameterBlock(),
        label=_lazy("Parameters"),
        default=[],
        required=False,
        help_text=_lazy(
            "Values that differ from attempt to attempt, such as {{rate}}. Every variant is checked before the "
            "item is published."
        ),
    )

    def get_form_layout(self) -> blocks.BlockGroup:
        """Parameters stand behind a button: most items have none."""
        names = [name for name in super().get_form_layout().get_sorted_block_names() if name != PARAMETERS]
        return blocks.BlockGroup(children=names, settings=[PARAMETERS])

    def get_comparison_class(self) -> type[InteractionComparison]:
        """How Wagtail compares two revisions of it."""
        return InteractionComparison

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if "choices" in cleaned:
            give_letters(cleaned["choices"])
        for rows in ("pairs", "entries", "places"):
            if rows in cleaned:
                give_names(cleaned[rows])
        if self.is_deferred_validation:
            return cleaned
        try:
            engine.read_content({"type": engine_type(self.name), **plain(cleaned)})
        except engine.ContentInvalid as error:
            raise as_block_error(
                self, [(fault.path, sentence_of(fault)) for fault in error.faults], cleaned
            ) from error
        self._judge_wording(cleaned)
        return cleaned

    def _judge_wording(self, cleaned: Any) -> None:
        """Refuse what the item linter calls an error; its advice stands beside the form."""
        content = ItemText({"type": engine_type(self.name), **plain(cleaned)})
        faults = [
            (found.path, sentence_of(found))
            for found in lint_item(content)
            if found.rule.severity is Severity.ERROR and found.path
        ]
        if faults:
            raise as_block_error(self, faults, cleaned)


def sentence_of(fault: engine.Fault | engine.ResponseInvalid | Finding) -> str:
    """The sentence of a fault, a finding or a refused response in the reader's language."""
    return _(fault.template) % fault.values


def as_block_error(block: blocks.Block, faults: _Faults, value: Any) -> ValidationError:
    """The engine's faults in the shape in which Wagtail shows them beside their fields.

    The value says which kind of part stands where an author may choose among kinds.
    """
    here = [message for path, message in faults if not path]
    below: dict[str | int, list[tuple[tuple[str | int, ...], str]]] = {}
    for path, message in faults:
        if path:
            below.setdefault(path[0], []).append((path[1:], message))
    error: ValidationError
    if isinstance(block, blocks.StructBlock):
        known = {name: inner for name, inner in below.items() if name in block.child_blocks}
        stray = [message for name, inner in below.items() if name not in known for _path, message in inner]
        error = StructBlockValidationError(
            block_errors={
                str(name): as_block_error(block.child_blocks[name], inner, value[name])
                for name, inner in known.items()
            },
            non_block_errors=[ValidationError(message) for message in (*here, *stray)],
        )
    elif isinstance(block, blocks.ListBlock):
        error = ListBlockValidationError(
            block_errors={
                int(place): as_block_error(block.child_block, inner, value[int(place)])
                for place, inner in below.items()
            },
            non_block_errors=[ValidationError(message) for message in here],
        )
    elif isinstance(block, blocks.StreamBlock):
        error = StreamBlockValidationError(
            block_errors={
                int(place): as_block_error(value[int(place)].block, inner, value[int(place)].value)
                for place, inner in below.items()
            },
            non_block_errors=[ValidationError(message) for message in here],
        )
    else:
        error = ValidationError([message for _path, message in faults])
    return error
