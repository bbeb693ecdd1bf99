"""Every sentence that the engine says, by rule: English here, translated where it is shown.

Values go in by name. The pure packages know no translation: `gettext_noop` only marks the sentences for
the translators' tools, and whoever shows one looks it up in the reader's language first.
"""

from collections.abc import Mapping
from typing import Final


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translation."""
    return sentence


CONTENT: Final[Mapping[str, str]] = {
    # pydantic's own rules, in words for authors.
    "missing": gettext_noop("This is required."),
    "extra_forbidden": gettext_noop("There is no such field here."),
    "string_type": gettext_noop("This must be text."),
    "string_too_short": gettext_noop("Write something here."),
    "string_too_long": gettext_noop("Write at most %(max_length)s characters."),
    "string_pattern_mismatch": gettext_noop("Use letters, digits, hyphens and underscores only."),
    "string_unicode": gettext_noop("This holds half a character: write it again."),
    "too_short": gettext_noop("Give at least %(min_length)s of these."),
    "too_long": gettext_noop("Give at most %(max_length)s of these."),
    "tuple_type": gettext_noop("This must be a list."),
    "model_type": gettext_noop("This must be a group of fields."),
    "dict_type": gettext_noop("This must be a group of fields."),
    "bool_type": gettext_noop("Say true or false."),
    "int_type": gettext_noop("Write a whole number."),
    "int_parsing": gettext_noop("Write a whole number."),
    "int_from_float": gettext_noop("Write a whole number."),
    "greater_than_equal": gettext_noop("Write %(ge)s or more."),
    "less_than_equal": gettext_noop("Write %(le)s or less."),
    "enum": gettext_noop("Use one of: %(expected)s."),
    # The house's rules.
    "unknown_type": gettext_noop("Use one of: %(known)s."),
    "unknown_kind": gettext_noop("Use one of: %(known)s."),
    "control_character": gettext_noop("There is a character here that cannot be seen or kept: remove it."),
    "credit": gettext_noop(
        "Write a credit as a whole number, as a fraction such as 1/3, or as a decimal such as 0.5, in quotes."
    ),
    "exact_number": gettext_noop("Write the number in digits with a point, as in 12.5, in quotes."),
    "negative_tolerance": gettext_noop("A tolerance is zero or more."),
    "same_id": gettext_noop("Give every option an id of its own: “%(id)s” stands twice."),
    "same_text": gettext_noop("Two options say the same."),
    "two_targets": gettext_noop("There must be at least two different choices."),
    "unknown_category": gettext_noop("“%(name)s” is none of the categories: write it as it stands there."),
    "ids_tell": gettext_noop(
        "The names of the entries stand in the order of the key: a candidate could read it off the page."
    ),
    "one_key": gettext_noop("Exactly one option must have credit 1."),
    "credits_sum": gettext_noop("The credits of the right options must add up to exactly 1, not %(sum)s."),
    "some_wrong": gettext_noop("At least one option must be wrong."),
    "whole_credit": gettext_noop("At least one answer must have credit 1."),
    "never_reached": gettext_noop("An earlier answer accepts all that this one does: it would never count."),
    "same_gap": gettext_noop("Give every gap a name of its own: “%(id)s” stands twice."),
    "unknown_gap": gettext_noop("The text has [[%(id)s]], and there is no gap of that name below it."),
    "gap_twice": gettext_noop("[[%(id)s]] stands more than once in the text: each gap stands there once."),
    "gap_not_in_text": gettext_noop("Put [[%(id)s]] into the text, where this gap is to be."),
    "gap_hidden": gettext_noop("[[%(id)s]] stands in code, in a link or in an address: move it outside."),
    "criterion_twice": gettext_noop("Give every criterion a name of its own: “%(id)s” stands twice."),
    "marks_twice": gettext_noop("Two levels of a criterion give %(marks)s marks: each level gives its own."),
    "words_order": gettext_noop("The most words must be at least the fewest, %(min_words)s."),
    "parameter_kind": gettext_noop(
        "Give a parameter either its values, or a range with lowest, highest and step, or a formula."
    ),
    "parameter_range": gettext_noop(
        "A range has a lowest, a higher highest and a step above 0, and at most 500 steps."
    ),
    "parameter_twice": gettext_noop("Give every parameter a name of its own: “%(name)s” stands twice."),
    "parameter_drawn": gettext_noop("At least one parameter must have values or a range."),
    "parameter_variants": gettext_noop(
        "There are %(count)s variants; at most %(most)s can be checked. Give fewer values."
    ),
    "parameter_unknown": gettext_noop("The item has {{%(name)s}}, and there is no parameter of that name."),
    "parameter_unused": gettext_noop("Nothing in the item uses the parameter “%(name)s”."),
    "variant": gettext_noop("With %(values)s this item would not be right:"),
    "formula_unreadable": gettext_noop(
        "Write a formula with + - * / **, round(…, places), min and max, numbers and names of parameters above it."
    ),
    "formula_long": gettext_noop("Write at most %(max_length)s characters."),
    "formula_name": gettext_noop("“%(name)s” is no number that stands above this formula."),
    "formula_zero": gettext_noop("A formula divides by zero for some of the values."),
    "formula_large": gettext_noop("A formula comes to a number with too many digits."),
    "formula_endless": gettext_noop(
        "A formula comes to a number whose decimals have no end: put round(…, places) around it."
    ),
    "unit_twice": gettext_noop("Give every unit once: “%(name)s” stands twice."),
    "unit_factor": gettext_noop("A unit's factor is above zero: how many of the first unit one of it is."),
    "unit_missing": gettext_noop("Give the unit first."),
    "unit_penalty": gettext_noop(
        "Give a penalty between 0 and 1 where a missing unit costs, and none where it does not."
    ),
    "uploads_off": gettext_noop(
        "This installation takes no files: whoever runs it can turn that on (ASSESSMENT_UPLOADS)."
    ),
    "image_missing": gettext_noop(
        "Choose a picture. In a course package it lies beside the item's file and has its name, with .png or .jpg."
    ),
    "coords": gettext_noop(
        "Write whole numbers: left,top,right,bottom of a rectangle; x,y,radius of a circle; x,y,x,y,x,y … of a polygon."
    ),
    "area_outside": gettext_noop("This lies outside of the picture, which is %(width)s by %(height)s."),
    "place_outside": gettext_noop("This lies outside of the picture, which is %(width)s by %(height)s."),
    "place_at": gettext_noop("Write two whole numbers, from the left and from the top, as in 150,80."),
    "place_twice": gettext_noop("Every place has a name and a description of its own."),
    "area_without_place": gettext_noop(
        "No place lies in this area: whoever cannot point could not choose it."
    ),
    "no_wrong_place": gettext_noop("At least one place must lie outside of every area."),
    "choices_few": gettext_noop("There are %(needed)s right areas: let candidates choose as many."),
    "unknown_marker": gettext_noop("There is no marker “%(id)s”."),
    "uses_few": gettext_noop("%(needed)s zones want this marker: let it be used as often."),
    "answer_too_long": gettext_noop("A candidate may write %(max_length)s characters only: this is longer."),
}

RESPONSE: Final[Mapping[str, str]] = {
    "choose_one": gettext_noop("Choose one of the options."),
    "choose_some": gettext_noop("Choose from the options."),
    "choose_places": gettext_noop("Choose a place for each entry."),
    "choose_truth": gettext_noop("Choose true or false."),
    "write_answer": gettext_noop("Write an answer."),
    "write_number": gettext_noop("Write a number."),
    "fill_gaps": gettext_noop("Fill in the gaps."),
    "foreign_gap": gettext_noop("That gap does not belong to this item."),
    "choose_level": gettext_noop("Choose a level for “%(title)s”."),
    "foreign_level": gettext_noop("“%(title)s” has no level of %(marks)s marks."),
    "foreign_criterion": gettext_noop("The rubric has no criterion “%(id)s”."),
    "hand_in": gettext_noop("Hand in at most %(most)s files."),
    "foreign_file": gettext_noop("That file was not handed in here: upload it first."),
    "not_in_lessons": gettext_noop("Files are handed in in an assessment, not in a lesson."),
    "choose_spots": gettext_noop("Choose at most %(most)s places."),
    "foreign_spot": gettext_noop("That place is not on this picture."),
    "foreign_option": gettext_noop("That option does not belong to this item."),
    "too_long": gettext_noop("Write at most %(max_length)s characters."),
    "control_character": gettext_noop("The answer has a character that cannot be kept."),
    "unanswered": gettext_noop("Choose or write an answer first."),
    "gone": gettext_noop("This question is not available any more."),
}

# What is said of an answer that is kept all the same.
REMARKS: Final[Mapping[str, str]] = {
    "few_words": gettext_noop(
        "Your answer has %(words)s words; at least %(min_words)s are asked for. It is kept as it is."
    ),
    "many_words": gettext_noop(
        "Your answer has %(words)s words; at most %(max_words)s are asked for. It is kept as it is."
    ),
    "words": gettext_noop("Your answer has %(words)s words."),
}
