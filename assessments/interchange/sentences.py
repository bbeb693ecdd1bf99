"""Every sentence that reading and writing foreign formats says, by rule; translated where it is shown."""

from collections.abc import Mapping
from typing import Final


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translation."""
    return sentence


REFUSALS: Final[Mapping[str, str]] = {
    "too_large": gettext_noop("The file is larger than %(megabytes)s MB. Split it and try again."),
    "empty": gettext_noop("The file is empty."),
    "not_utf8": gettext_noop("The file is not text in UTF-8. Save it as UTF-8 and try again."),
    "no_items": gettext_noop("No item was found in the file. Is it of the format that you chose?"),
    "too_many": gettext_noop("The file holds more than %(most)s items. Split it and try again."),
    "not_xml": gettext_noop("The file is not well-formed XML (line %(line)s)."),
    "xml_doctype": gettext_noop(
        "The file declares a document type, which is not accepted. Export it without one."
    ),
    "xml_other": gettext_noop("The file is XML, and not of this format: its root is “%(root)s”."),
    "not_zip": gettext_noop("The file is not a readable ZIP archive."),
    "zip_many": gettext_noop("The archive holds more than %(most)s files."),
    "zip_bomb": gettext_noop("The archive unpacks to more than %(megabytes)s MB."),
    "zip_name": gettext_noop("The archive names a file outside of itself: “%(name)s”."),
    "zip_encrypted": gettext_noop("The archive is encrypted. Pack it without a password."),
    "no_manifest": gettext_noop("The archive has no imsmanifest.xml, so it is no QTI package."),
    "not_sheet": gettext_noop("The file is not a readable spreadsheet (.xlsx)."),
    "no_columns": gettext_noop("The first row must name the columns. Missing: %(names)s."),
}

NOTES: Final[Mapping[str, str]] = {
    # What was not kept.
    "type_unknown": gettext_noop("Items of the kind “%(kind)s” cannot be taken over."),
    "type_unwritable": gettext_noop("The format has no place for items of the kind “%(kind)s”."),
    "unreadable": gettext_noop("The item could not be understood: %(why)s."),
    "not_an_item": gettext_noop(
        "A text without a question: nothing is asked, so there is nothing to take over."
    ),
    "picture": gettext_noop("A picture in the text; its description, if it has one, stands in its place."),
    "markup": gettext_noop("Markup that items do not have: %(names)s. The words are kept."),
    "rationale_pairs": gettext_noop("The reasons of single rows."),
    "rationale": gettext_noop("The reasons of single options."),
    "general_feedback": gettext_noop("The feedback for everybody."),
    "unit": gettext_noop("The unit and its rules."),
    "rubric": gettext_noop("The rubric."),
    "size": gettext_noop("How long an answer may be, and how the box looks."),
    "case": gettext_noop("That capitals count."),
    "parameters": gettext_noop(
        "The values that differ by attempt: the item is written with one set of them."
    ),
    "shuffle": gettext_noop("Whether the options are shuffled."),
    "tags": gettext_noop("Tags: %(names)s."),
    "hints": gettext_noop("Hints for further tries."),
    "penalty": gettext_noop("A penalty for further tries."),
    "weight": gettext_noop("The default mark of %(marks)s: here the blueprint says what an item is worth."),
    "combined_feedback": gettext_noop("The texts for a right, partly right or wrong answer."),
    "processing": gettext_noop(
        "Response processing beyond the standard templates and mappings: the score is as described by the key."
    ),
    "negative_clipped": gettext_noop("A cost of more than the whole item."),
    "wildcard": gettext_noop("An answer in which “*” stands for any text."),
    "gap_number": gettext_noop("That a gap holds a number: its values are compared as text."),
    "places": gettext_noop("The places to choose from instead of pointing."),
    "draggable": gettext_noop("How often a word may be used."),
    "scoring": gettext_noop("The way in which an order is marked."),
    # What was changed.
    "snapped": gettext_noop("The credit %(given)s was taken for %(taken)s."),
    "credit_rounded": gettext_noop("The credit %(given)s is written as %(taken)s."),
    "tolerance_absolute": gettext_noop("A relative or geometric tolerance is written as an absolute one."),
    "tolerance_range": gettext_noop("A range was read as its middle with a tolerance."),
    "as_choices": gettext_noop("Gaps to drag words into became gaps with a list to choose from."),
    "as_categorise": gettext_noop("A categorise item is written as matching: it comes back as matching."),
    "stem_joined": gettext_noop(
        "The task and the text with gaps are one text there: both come back as the text."
    ),
    "as_choice": gettext_noop("A true-or-false item is written as a single choice: it comes back as one."),
    "all_or_nothing": gettext_noop(
        "Scored all or nothing there: here each right part earns its share, and a wrong one costs as much."
    ),
    "as_short_text": gettext_noop("A typed answer is compared without regard to capitals."),
    "missing_word": gettext_noop("A question with a missing word became one with a line to fill in."),
    "shared_feedback": gettext_noop(
        "Feedback of a wrong answer was taken for the reason of the wrong option."
    ),
    "regular_expression": gettext_noop("Patterns of other kinds than “*” are taken literally."),
    # What is to be written yet.
    "write_rationale": gettext_noop("The reasons of the options: write them before the item is submitted."),
    "write_general_feedback": gettext_noop(
        "The feedback for everybody: write it before the item is submitted."
    ),
    "write_rubric": gettext_noop("The rubric: write it before the item is submitted."),
    "write_picture": gettext_noop(
        "The description of the picture and named places: add them before the item is submitted."
    ),
    "write_references": gettext_noop("What the item measures, and its references."),
}
