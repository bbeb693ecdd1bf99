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
    "lab_variant": gettext_noop("In the variant “%(id)s” this lab would not be right:"),
    "node_twice": gettext_noop("Give every node a name of its own: “%(id)s” stands twice."),
    "flag_twice": gettext_noop("Give every flag a name of its own: “%(id)s” stands twice."),
    "node_cycle": gettext_noop("A path comes back to “%(id)s”: every path must come to an end."),
    "node_unreachable": gettext_noop("No path leads to “%(id)s”."),
    "node_stuck": gettext_noop(
        "With these flags fewer than two options are offered here: %(flags)s. Offer two at least."
    ),
    "node_hopeless": gettext_noop("None of the options that are offered here earns anything."),
    "unknown_next": gettext_noop("There is no node “%(id)s”. Leave it empty where the scenario ends."),
    "unknown_flag": gettext_noop("There is no flag “%(id)s”: name it among the flags first."),
    "unknown_decision": gettext_noop("The node “%(node)s” has no option “%(option)s”."),
    "flag_never_set": gettext_noop("No option sets the flag “%(id)s”: this one would never be offered."),
    "option_never": gettext_noop("No path brings the flag “%(id)s” here: this option is never offered."),
    "option_ids_tell": gettext_noop(
        "The best option is called “%(id)s” at %(count)s of %(nodes)s nodes: a candidate could read it off the page. "
        "Give the options other ids."
    ),
    "total_differs": gettext_noop("The best path earns %(most)s, not %(total)s."),
    "cell_taken": gettext_noop("Another element stands in this cell of the grid."),
    "unknown_element": gettext_noop("There is no element “%(id)s”."),
    "not_in_menu": gettext_noop("“%(id)s” is not among the %(menu)s."),
    "statement_twice": gettext_noop("The statement “%(id)s” is used already."),
    "statement_idle": gettext_noop("The statement “%(id)s” is no threat’s and no decoy."),
    "statement_ids_tell": gettext_noop(
        "In the order of their ids the decoys stand together: a candidate could read them off the page. "
        "Give the statements other ids."
    ),
    "floor_impact": gettext_noop("Where the floor holds, impact is 5."),
    "parameter_variant": gettext_noop(
        "A lab’s variants take the name “%(name)s”: give the parameter another."
    ),
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
    "same_field": gettext_noop("Give every field of the form a name of its own: “%(id)s” stands twice."),
    "unknown_field": gettext_noop("The form has no field “%(id)s”."),
    "menu_fits": gettext_noop("A menu belongs to fields of the kinds choice and flags, and to no others."),
    "menu_missing": gettext_noop("“%(id)s” has no menu: give it one in the form, or here for this variant."),
    "record_parts": gettext_noop("A record has two parts at least; other kinds have none."),
    "key_twice": gettext_noop("“%(id)s” has a key already."),
    "nothing_counts": gettext_noop("Prose is never counted: at least one other field needs a key."),
    "prose_key": gettext_noop("Prose is judged by what it mentions alone, and is never critical."),
    "mentions_prose": gettext_noop("Only prose is judged by what it mentions."),
    "empty_rule": gettext_noop("Write a word or a phrase; | parts those of which one is enough."),
    "no_right_answer": gettext_noop("Say what is right; (blank) where the field is left out on purpose."),
    "critical_misleading": gettext_noop("Say which answers are misleading: only those can be critical."),
    "answer_unreadable": gettext_noop(
        "Nobody can give this answer in a field of the kind %(kind)s. A moment needs its offset, a choice the "
        "name of an entry; flags are joined by +, parts of a record by ;."
    ),
    "grade_accepted": gettext_noop("The right grade earns everything already: accept others."),
    "grade_trap": gettext_noop("The right grade is no trap."),
    "entry_twice": gettext_noop("“%(id)s” stands twice here."),
    "unknown_entry": gettext_noop("There is no “%(id)s” in the list that this refers to."),
    "criterion_keyless": gettext_noop("The criterion “%(id)s” has no key."),
    "everything_major": gettext_noop(
        "Whoever calls every criterion major would earn up to %(percent)s %%; it must stay under 40 %%. Add "
        "criteria that are met, or fewer majors."
    ),
    "answer_twice": gettext_noop("This answer is in the key twice: only the first would count."),
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
    "cite_fewer": gettext_noop(
        "Cite at most %(most)s documents for a criterion: those that carry the grade."
    ),
    "fill_form": gettext_noop("Fill in the form."),
    "foreign_field": gettext_noop("That field does not belong to this form."),
    "foreign_option": gettext_noop("That option does not belong to this item."),
    "too_long": gettext_noop("Write at most %(max_length)s characters."),
    "control_character": gettext_noop("The answer has a character that cannot be kept."),
    "unanswered": gettext_noop("Choose or write an answer first."),
    "gone": gettext_noop("This question is not available any more."),
    "too_many_rows": gettext_noop("List at most %(most)s threats."),
    "lab_page": gettext_noop("A lab is done on a page of its own: open it there."),
    "taken_back": gettext_noop("What was decided stays decided: it cannot be taken back."),
}

# A lab's verdicts, its further figures, and the rules by which its score is capped.
VERDICTS: Final[Mapping[str, str]] = {
    "right": gettext_noop("Right"),
    "acceptable": gettext_noop("Acceptable"),
    "missing": gettext_noop("Missing"),
    "wrong": gettext_noop("Wrong"),
    "misleading": gettext_noop("Misleading"),
}
FIGURES: Final[Mapping[str, str]] = {
    "points": gettext_noop("Points"),
    "coverage": gettext_noop("Coverage: how much of the key you found"),
    "precision": gettext_noop("Precision: how much of your list is in the key"),
    "category": gettext_noop("Categories"),
    "rating": gettext_noop("Ratings"),
    "mitigation": gettext_noop("Mitigations"),
    "must_haves": gettext_noop("Threats that nobody may miss"),
    "residual_questions": gettext_noop("Questions about the remaining risk, not counted"),
    "signal": gettext_noop("Signal: of what could be said, what you said well"),
    "noise": gettext_noop("Noise: of what you said, what misleads or is invented"),
    "false-findings": gettext_noop("Findings where there is none"),
    "majors-found": gettext_noop("Major nonconformities found"),
}
CAPS: Final[Mapping[str, str]] = {
    "critical": gettext_noop("A critical entry caps the lab at 49 %."),
    "must_haves": gettext_noop(
        "Fewer than 60 % of the threats that nobody may miss: the lab is capped at 69 %."
    ),
    "critical_decision": gettext_noop(
        "One decision fails the exercise whatever else is decided: it caps the lab at 49 %."
    ),
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

# What an auditor may say of a criterion.
GRADES: Final[Mapping[str, str]] = {
    "conform": gettext_noop("Conform"),
    "opportunity": gettext_noop("Opportunity for improvement"),
    "minor": gettext_noop("Minor nonconformity"),
    "major": gettext_noop("Major nonconformity"),
    "not-determined": gettext_noop("Not determined"),
}
