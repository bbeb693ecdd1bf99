"""What each format's own documentation shows, and the outcome that it states.

GIFT and Aiken: docs.moodle.org, “GIFT format”, “Aiken format”. Moodle XML: docs.moodle.org, “Moodle XML format”.
QTI: 1EdTech, “QTI 3 Beginner's Guide” and the best practice guide's standard interactions.
"""

import io
import struct
import zipfile
from typing import Any

import pytest

from assessments import engine
from assessments.interchange import FORMATS, Fate, Travelling

GIFT = r"""
// true/false
::Q1:: 1+1=2 {T}

// multiple choice with specified feedback for right and wrong answers
::Q2:: What's between orange and green in the spectrum?
{ =yellow # right; good! ~red # wrong, it's yellow ~blue # wrong, it's yellow }

// fill-in-the-blank
::Q3:: Two plus {=two =2} equals four.

// matching
::Q4:: Which animal eats which food? { =cat -> cat food =dog -> dog food }

// math range question
::Q5:: What is a number from 1 to 5? {#3:2}

// math range specified with interval end points
::Q6:: What is a number from 1 to 5? {#1..5}

// multiple numeric answers with partial credit and feedback
::Q7:: When was Ulysses S. Grant born? {#
         =1822:0      # Correct! Full credit.
         =%50%1822:2  # He was born in 1822. Half credit for being close.
}

// essay
::Q8:: How are you? {}

// multiple answers with weights
::Q9:: What two people are entombed in Grant's tomb? {
   ~%-100%No one
   ~%50%Grant
   ~%50%Grant's wife
   ~%-100%Grant's father
}

// missing word
::Q10:: The American holiday of Thanksgiving is celebrated on the {
         ~second
         ~third
         =fourth
     } Thursday of November.

// escaped signs, and a general feedback
::Q11\: signs:: Which answer equals 5? {
     ~ \= 2 + 2
     = \= 2 + 3
     ~ \= 2 + 4
     ####Two and three are five.
}

// true/false with feedback for a wrong and a right answer
::Q12:: Grant is buried in Grant's tomb. {FALSE#No one is buried in Grant's tomb.#Right.}

You can use your pencil and paper for these next math questions.
"""


@pytest.fixture(scope="module")
def gift() -> dict[str, Travelling]:
    return {item.name: item for item in FORMATS["gift"].read(GIFT.encode())}


def content(item: Travelling) -> dict[str, Any]:
    assert item.content is not None, [note.message for note in item.notes]
    return dict(item.content)


def test_gift_truth(gift: dict[str, Travelling]) -> None:
    found = content(gift["Q1"])
    assert (found["type"], found["stem"], found["answer"]) == ("true-false", "1+1=2", True)
    found = content(gift["Q12"])
    assert found["answer"] is False
    assert found["rationale_true"] == "No one is buried in Grant's tomb."
    assert found["rationale_false"] == "Right."


def test_gift_choices(gift: dict[str, Travelling]) -> None:
    found = content(gift["Q2"])
    assert found["type"] == "single-choice"
    assert [(one["text"], one["credit"]) for one in found["choices"]] == [
        ("yellow", 1),
        ("red", 0),
        ("blue", 0),
    ]
    assert found["choices"][1]["rationale"] == "wrong, it's yellow"
    found = content(gift["Q9"])
    assert found["type"] == "multiple-choice"
    assert [one["credit"] for one in found["choices"]] == [-1, "1/2", "1/2", -1]


def test_gift_missing_word(gift: dict[str, Travelling]) -> None:
    found = content(gift["Q10"])
    assert found["stem"].replace("\\", "") == (
        "The American holiday of Thanksgiving is celebrated on the _____ Thursday of November."
    )
    assert next(one["text"] for one in found["choices"] if one["credit"] == 1) == "fourth"
    assert "missing_word" in {note.rule for note in gift["Q10"].notes}


def test_gift_short_text_and_matching(gift: dict[str, Travelling]) -> None:
    found = content(gift["Q3"])
    assert found["type"] == "short-text"
    assert [answer["text"] for answer in found["answers"]] == ["two", "2"]
    found = content(gift["Q4"])
    assert [(pair["text"], pair["match"]) for pair in found["pairs"]] == [
        ("cat", "cat food"),
        ("dog", "dog food"),
    ]


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("Q5", [("3", "2", 1)]),
        ("Q6", [("3", "2", 1)]),
        ("Q7", [("1822", "0", 1), ("1822", "2", "1/2")]),
    ],
)
def test_gift_numbers(gift: dict[str, Travelling], name: str, answers: list[tuple[str, str, Any]]) -> None:
    found = content(gift[name])
    assert [(one["value"], one["tolerance"], one["credit"]) for one in found["answers"]] == answers


def test_gift_essay_signs_and_texts_without_a_question(gift: dict[str, Travelling]) -> None:
    assert content(gift["Q8"])["type"] == "essay"
    found = content(gift["Q11: signs"])
    assert [one["text"] for one in found["choices"]] == ["= 2 + 2", "= 2 + 3", "= 2 + 4"]
    assert found["general_feedback"] == "Two and three are five."
    last = list(gift.values())[-1]
    assert last.content is None
    assert [(note.rule, note.fate) for note in last.notes] == [("not_an_item", Fate.LOST)]


def test_the_numeric_items_of_gift_are_good_items_once_their_reasons_are_written(
    gift: dict[str, Travelling],
) -> None:
    for name in ("Q5", "Q6", "Q7"):
        found = content(gift[name])
        found["answers"] = [{**one, "rationale": one["rationale"] or "Because."} for one in found["answers"]]
        engine.read_content({**found, "general_feedback": "Because."})


AIKEN = """What is the correct answer to this question?
A. Is it this one?
B. Maybe this answer?
C. Possibly this one?
D. Must be this one!
ANSWER: D

Which LMS has the most quiz import formats?
A) Moodle
B) ATutor
C) Claroline
ANSWER: A

A question whose answer is not among its options?
A. One
B. Two
ANSWER: C
"""


def test_aiken() -> None:
    first, second, third = FORMATS["aiken"].read(AIKEN.encode())
    assert [one["credit"] for one in content(first)["choices"]] == [0, 0, 0, 1]
    assert content(second)["choices"][0]["text"] == "Moodle"
    assert third.content is None
    assert third.place == "line 14"


MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/top/Networks</text></category></question>
<question type="multichoice">
  <name><text>Name of question</text></name>
  <questiontext format="html"><text><![CDATA[<p>What is the <b>answer</b> to this question?</p>]]></text></questiontext>
  <answer fraction="100"><text>The correct answer</text><feedback><text>Correct!</text></feedback></answer>
  <answer fraction="0"><text>A distractor</text><feedback><text>Ooops!</text></feedback></answer>
  <answer fraction="33.33333"><text>Nearly</text><feedback><text>Nearly!</text></feedback></answer>
  <shuffleanswers>1</shuffleanswers><single>true</single><answernumbering>abc</answernumbering>
</question>
<question type="truefalse"><name><text>T</text></name><questiontext><text>The statement</text></questiontext>
  <answer fraction="100"><text>true</text><feedback><text>Correct!</text></feedback></answer>
  <answer fraction="0"><text>false</text><feedback><text>Ooops!</text></feedback></answer></question>
<question type="shortanswer"><name><text>S</text></name><questiontext><text>Capital of France?</text></questiontext>
  <answer fraction="100"><text>Paris</text><feedback><text>Yes</text></feedback></answer><usecase>1</usecase></question>
<question type="matching"><name><text>M</text></name><questiontext><text>Match</text></questiontext>
  <subquestion><text>This is the 1st item in the 1st pair.</text><answer><text>This is the 2nd item in the 1st pair.</text></answer></subquestion>
  <subquestion><text>This is the 1st item in the 2nd pair.</text><answer><text>This is the 2nd item in the 2nd pair.</text></answer></subquestion>
  <subquestion><text></text><answer><text>A wrong one</text></answer></subquestion></question>
<question type="cloze"><name><text>C</text></name><questiontext format="html"><text><![CDATA[<p>Match: {1:MULTICHOICE:=right#fine~%50%half~wrong#no} and {2:SHORTANSWER:=Berlin} and {1:NUMERICAL:=23.8:0.1}.</p>]]></text></questiontext></question>
<question type="essay"><name><text>E</text></name><questiontext><text>Write.</text></questiontext><answer fraction="0"><text></text></answer></question>
<question type="numerical"><name><text>N</text></name><questiontext><text>How many?</text></questiontext>
  <answer fraction="100"><text>23</text><tolerance>0.5</tolerance><feedback><text>Yes</text></feedback></answer></question>
<question type="description"><name><text>D</text></name><questiontext><text>Read this.</text></questiontext></question>
<question type="calculated"><name><text>X</text></name><questiontext><text>{a}+{b}</text></questiontext></question>
</quiz>"""


@pytest.fixture(scope="module")
def moodle() -> dict[str, Travelling]:
    return {item.name: item for item in FORMATS["moodle"].read(MOODLE.encode())}


def test_moodle_choice(moodle: dict[str, Travelling]) -> None:
    item = moodle["Name of question"]
    found = content(item)
    assert item.category == "$course$/top/Networks"
    assert found["stem"] == "What is the **answer** to this question?"
    assert [(one["text"], one["credit"], one["rationale"]) for one in found["choices"]] == [
        ("The correct answer", 1, "Correct!"),
        ("A distractor", 0, "Ooops!"),
        ("Nearly", "1/3", "Nearly!"),
    ]
    assert [note.rule for note in item.notes] == ["snapped", "write_general_feedback"]


def test_moodle_other_kinds(moodle: dict[str, Travelling]) -> None:
    assert content(moodle["T"])["answer"] is True
    assert content(moodle["S"])["case_sensitive"] is True
    found = content(moodle["M"])
    assert (len(found["pairs"]), found["distractors"]) == (2, ["A wrong one"])
    found = content(moodle["C"])
    assert found["text"] == "Match: [[g1]] and [[g2]] and [[g3]]."
    assert [(gap["kind"], gap["weight"]) for gap in found["gaps"]] == [
        ("chosen", 1),
        ("typed", 2),
        ("numeric", 1),
    ]
    assert found["gaps"][2]["answers"][0]["tolerance"] == "0.1"
    assert content(moodle["E"])["type"] == "essay"
    assert content(moodle["N"])["answers"][0]["tolerance"] == "0.5"


def test_moodle_says_what_cannot_be_taken_over(moodle: dict[str, Travelling]) -> None:
    assert [note.rule for note in moodle["D"].notes] == ["not_an_item"]
    assert [note.message for note in moodle["X"].notes] == [
        "Items of the kind “calculated” cannot be taken over."
    ]


def qti(body: str, declarations: str, processing: str) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="x" title="An item" adaptive="false" time-dependent="false">
{declarations}
<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
<qti-item-body>{body}</qti-item-body>
{processing}
</qti-assessment-item>""".encode()


TEMPLATE = '<qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml"/>'


def read_qti(body: str, declarations: str, processing: str) -> Travelling:
    (found,) = FORMATS["qti"].read(qti(body, declarations, processing))
    return found


def declaration(cardinality: str, base: str, *values: str, mapping: str = "", name: str = "RESPONSE") -> str:
    correct = "".join(f"<qti-value>{value}</qti-value>" for value in values)
    return (
        f'<qti-response-declaration identifier="{name}" cardinality="{cardinality}" base-type="{base}">'
        f"<qti-correct-response>{correct}</qti-correct-response>{mapping}</qti-response-declaration>"
    )


def test_qti_choice_with_match_correct() -> None:
    found = read_qti(
        """<p>Look at the text in the picture.</p><p><img src="sign.png" alt="NEVER LEAVE LUGGAGE UNATTENDED"/></p>
        <qti-choice-interaction response-identifier="RESPONSE" shuffle="false" max-choices="1"><qti-prompt>What does it say?</qti-prompt>
        <qti-simple-choice identifier="A">You must stay with your luggage at all times.</qti-simple-choice>
        <qti-simple-choice identifier="B">Do not let someone else look after your luggage.</qti-simple-choice>
        <qti-simple-choice identifier="C">Remember your luggage when you leave.</qti-simple-choice></qti-choice-interaction>""",
        declaration("single", "identifier", "A"),
        TEMPLATE.format("match_correct"),
    )
    data = content(found)
    assert data["type"] == "single-choice"
    assert data["shuffle"] is False
    assert data["stem"].endswith("What does it say?")
    assert "NEVER LEAVE LUGGAGE UNATTENDED" in data["stem"]
    assert [one["credit"] for one in data["choices"]] == [1, 0, 0]
    assert "picture" in {note.rule for note in found.notes}


def test_qti_choice_with_a_mapping() -> None:
    mapping = (
        '<qti-mapping lower-bound="0" upper-bound="2" default-value="-2"><qti-map-entry map-key="H" mapped-value="1"/>'
        '<qti-map-entry map-key="O" mapped-value="1"/><qti-map-entry map-key="Cl" mapped-value="-1"/></qti-mapping>'
    )
    found = content(
        read_qti(
            """<qti-choice-interaction response-identifier="RESPONSE" shuffle="true" max-choices="0"><qti-prompt>Which of these make water?</qti-prompt>
            <qti-simple-choice identifier="H">Hydrogen</qti-simple-choice><qti-simple-choice identifier="He">Helium</qti-simple-choice>
            <qti-simple-choice identifier="O">Oxygen</qti-simple-choice><qti-simple-choice identifier="Cl">Chlorine</qti-simple-choice></qti-choice-interaction>""",
            declaration("multiple", "identifier", "H", "O", mapping=mapping),
            TEMPLATE.format("map_response"),
        )
    )
    assert found["type"] == "multiple-choice"
    assert [one["credit"] for one in found["choices"]] == ["1/2", -1, "1/2", "-1/2"]


def test_qti_text_entry_maps_texts_to_shares() -> None:
    mapping = (
        '<qti-mapping default-value="0"><qti-map-entry map-key="York" mapped-value="1" case-sensitive="false"/>'
        '<qti-map-entry map-key="york" mapped-value="0.5" case-sensitive="false"/></qti-mapping>'
    )
    found = content(
        read_qti(
            '<p>Now is the winter of our discontent made glorious summer by this sun of <qti-text-entry-interaction response-identifier="RESPONSE" expected-length="15"/>;</p>',
            declaration("single", "string", "York", mapping=mapping),
            TEMPLATE.format("map_response"),
        )
    )
    assert found["type"] == "short-text"
    assert "_____" in found["stem"]
    assert [(one["text"], one["credit"]) for one in found["answers"]] == [("York", 1), ("york", "1/2")]
    assert found["case_sensitive"] is False


def test_qti_order_match_gap_match_inline_choice_and_extended_text() -> None:
    order = read_qti(
        """<qti-order-interaction response-identifier="RESPONSE" shuffle="true"><qti-prompt>Who came first?</qti-prompt>
        <qti-simple-choice identifier="A">Rubens</qti-simple-choice><qti-simple-choice identifier="B">Jenson</qti-simple-choice><qti-simple-choice identifier="C">Michael</qti-simple-choice></qti-order-interaction>""",
        declaration("ordered", "identifier", "C", "A", "B"),
        TEMPLATE.format("match_correct"),
    )
    assert [one["text"] for one in content(order)["entries"]] == ["Michael", "Rubens", "Jenson"]

    match = read_qti(
        """<qti-match-interaction response-identifier="RESPONSE" shuffle="true" max-associations="2"><qti-prompt>Match</qti-prompt>
        <qti-simple-match-set><qti-simple-associable-choice identifier="C" match-max="1">Capulet</qti-simple-associable-choice><qti-simple-associable-choice identifier="P" match-max="1">Prospero</qti-simple-associable-choice></qti-simple-match-set>
        <qti-simple-match-set><qti-simple-associable-choice identifier="R" match-max="4">Romeo and Juliet</qti-simple-associable-choice><qti-simple-associable-choice identifier="T" match-max="4">The Tempest</qti-simple-associable-choice><qti-simple-associable-choice identifier="M" match-max="4">Hamlet</qti-simple-associable-choice></qti-simple-match-set></qti-match-interaction>""",
        declaration("multiple", "directedPair", "C R", "P T"),
        TEMPLATE.format("match_correct"),
    )
    found = content(match)
    assert [(one["text"], one["match"]) for one in found["pairs"]] == [
        ("Capulet", "Romeo and Juliet"),
        ("Prospero", "The Tempest"),
    ]
    assert found["distractors"] == ["Hamlet"]

    gaps = read_qti(
        """<qti-gap-match-interaction response-identifier="RESPONSE" shuffle="false"><qti-prompt>Fill in.</qti-prompt>
        <qti-gap-text identifier="W" match-max="1">winter</qti-gap-text><qti-gap-text identifier="S" match-max="1">summer</qti-gap-text>
        <blockquote><p>Now is the <qti-gap identifier="G1"/> of our discontent made glorious <qti-gap identifier="G2"/>.</p></blockquote></qti-gap-match-interaction>""",
        declaration("multiple", "directedPair", "W G1", "S G2"),
        TEMPLATE.format("match_correct"),
    )
    found = content(gaps)
    assert found["text"] == "Now is the [[g1]] of our discontent made glorious [[g2]]."
    assert [next(one["text"] for one in gap["choices"] if one["credit"] == 1) for gap in found["gaps"]] == [
        "winter",
        "summer",
    ]

    inline = read_qti(
        """<p>By this sun of <qti-inline-choice-interaction response-identifier="RESPONSE" shuffle="false"><qti-inline-choice identifier="G">Gloucester</qti-inline-choice><qti-inline-choice identifier="Y">York</qti-inline-choice></qti-inline-choice-interaction>.</p>""",
        declaration("single", "identifier", "Y"),
        TEMPLATE.format("match_correct"),
    )
    assert [one["credit"] for one in content(inline)["gaps"][0]["choices"]] == [0, 1]

    essay = read_qti(
        '<qti-extended-text-interaction response-identifier="RESPONSE"><qti-prompt>Write to Sam.</qti-prompt></qti-extended-text-interaction>',
        declaration("single", "string"),
        "",
    )
    assert content(essay)["type"] == "essay"


def test_qti_with_processing_of_its_own_says_that_the_score_may_differ() -> None:
    found = read_qti(
        """<qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>Which?</qti-prompt>
        <qti-simple-choice identifier="A">One</qti-simple-choice><qti-simple-choice identifier="B">Two</qti-simple-choice></qti-choice-interaction>""",
        declaration("single", "identifier", "A"),
        '<qti-response-processing><qti-set-outcome-value identifier="SCORE"><qti-random-integer min="0" max="1"/></qti-set-outcome-value></qti-response-processing>',
    )
    assert "processing" in {note.rule for note in found.notes}
    assert [one["credit"] for one in content(found)["choices"]] == [1, 0]


def test_qti_interactions_that_items_do_not_have_are_named() -> None:
    found = read_qti(
        '<qti-slider-interaction response-identifier="RESPONSE" lower-bound="0" upper-bound="100"/>',
        declaration("single", "integer", "16"),
        TEMPLATE.format("match_correct"),
    )
    assert found.content is None
    assert "qti-slider-interaction" in found.notes[0].message


PLAN = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBBI", 13, b"IHDR", 206, 280, 8, 2, 0, 0, 0, 0)
# ASI 3.0, 1EdTech: a graphic interaction holds one picture, as an object or an img, and then its choices.
HOTSPOT = """<qti-hotspot-interaction response-identifier="RESPONSE" max-choices="{most}"><qti-prompt>Where does data leave the zone?</qti-prompt>
{picture}
<qti-hotspot-choice identifier="A" shape="circle" coords="77,115,8" hotspot-label="The gate"/>
<qti-hotspot-choice identifier="B" shape="rect" coords="10,20,60,80"/>
<qti-hotspot-choice identifier="C" shape="poly" coords="100,10,150,10,150,60" aria-label="The store"/></qti-hotspot-interaction>"""


def read_hotspot(picture: str, declarations: str, processing: str, *, most: int = 1) -> Travelling:
    """One hotspot item in a package, with its picture in a folder beside it."""
    manifest = """<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"><resources>
    <resource identifier="r" type="imsqti_item_xmlv3p0" href="items/spot.xml"><file href="items/spot.xml"/></resource></resources></manifest>"""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as files:
        files.writestr("imsmanifest.xml", manifest)
        files.writestr(
            "items/spot.xml", qti(HOTSPOT.format(picture=picture, most=most), declarations, processing)
        )
        files.writestr("items/images/plan.png", PLAN)
    (found,) = FORMATS["qti"].read(packed.getvalue())
    return found


@pytest.mark.parametrize(
    "picture",
    [
        '<object data="images/plan.png" type="image/png" width="206" height="280">A plan</object>',
        '<img src="images/plan.png" alt="A plan" width="206" height="280"/>',
    ],
)
def test_qti_hotspot_with_match_correct(picture: str) -> None:
    found = read_hotspot(picture, declaration("single", "identifier", "A"), TEMPLATE.format("match_correct"))
    content = found.content
    assert content is not None
    assert (content["type"], content["stem"]) == ("hotspot", "Where does data leave the zone?")
    assert [(area["label"], area["shape"], area["coords"], area["credit"]) for area in content["areas"]] == [
        ("The gate", "circle", "77,115,8", 1),
        ("B", "rectangle", "10,20,60,80", 0),
        ("The store", "polygon", "100,10,150,10,150,60", 0),
    ]
    assert content["max_choices"] == 1
    digest = content["image"]["digest"]
    assert content["image"] == {"digest": digest, "width": 206, "height": 280}
    assert found.images == {digest: PLAN}
    assert {note.rule for note in found.notes if note.fate is Fate.MISSING} >= {"write_picture"}


def test_qti_hotspot_with_a_mapping() -> None:
    mapping = (
        '<qti-mapping default-value="0"><qti-map-entry map-key="A" mapped-value="1"/>'
        '<qti-map-entry map-key="C" mapped-value="1"/><qti-map-entry map-key="B" mapped-value="-1"/></qti-mapping>'
    )
    found = read_hotspot(
        '<img src="images/plan.png" alt="A plan"/>',
        declaration("multiple", "identifier", "A", "C", mapping=mapping),
        TEMPLATE.format("map_response"),
        most=0,
    )
    assert found.content is not None
    assert [area["credit"] for area in found.content["areas"]] == ["1/2", "-1/2", "1/2"]
    # None named: as many as there are.
    assert found.content["max_choices"] == 3


def test_qti_select_point_is_said_not_to_be_known() -> None:
    found = read_qti(
        """<qti-select-point-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>Where is the gate?</qti-prompt>
        <img src="images/plan.png" alt="A plan"/></qti-select-point-interaction>""",
        """<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="point">
        <qti-correct-response><qti-value>102 113</qti-value></qti-correct-response>
        <qti-area-mapping default-value="0"><qti-area-map-entry shape="circle" coords="102,113,16" mapped-value="1"/></qti-area-mapping></qti-response-declaration>""",
        TEMPLATE.format("map_response_point"),
    )
    assert found.content is None
    assert "qti-select-point-interaction" in " ".join(note.message for note in found.notes)
