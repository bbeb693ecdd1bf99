"""QTI packages against the schemas of 1EdTech, which may not be passed on: QTI_SCHEMAS names the folder that has them.

They are https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/ and what they import. Seen valid in November 2026: items by
imsqti_asiv3p0_sbacv1p0_v1p0.xsd (the base specification without free data attributes), manifests by
imsqtiv3p0_imscpv1p2_v1p0.xsd.
"""

import io
import os
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from assessments.interchange import FORMATS, Travelling
from tests.assessments.engine import samples
from tests.assessments.interchange.test_round_trips import (
    CATEGORISE,
    CLOZE,
    ESSAY,
    MATCHING,
    MULTIPLE,
    NUMBER,
    ORDERING,
    SHORT,
    SINGLE,
    TRUTH,
)

FOLDER = os.environ.get("QTI_SCHEMAS", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER, reason="QTI_SCHEMAS does not name a folder with the schemas of 1EdTech"),
]
ITEMS = ("imsqti_asiv3p0_v1p0.xsd", "imsqti_asiv3p0_sbacv1p0_v1p0.xsd")
MANIFEST = "imsqtiv3p0_imscpv1p2_v1p0.xsd"
KINDS = (
    SINGLE, MULTIPLE, TRUTH, SHORT, NUMBER, MATCHING, ORDERING, ESSAY, CLOZE, CATEGORISE, samples.hotspot(),
)  # fmt: skip


class _Here(etree.Resolver):
    """Everything that a schema imports, from the folder, by the name of its file."""

    def resolve(self, url: str, pubid: str, context: object) -> object:
        found = sorted(Path(FOLDER).rglob(url.rpartition("/")[2]))
        if not found:
            raise OSError(f"{url} is not in the folder")
        return self.resolve_filename(str(found[0]), context)


def schema(*names: str) -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True, huge_tree=True)
    parser.resolvers.add(_Here())
    found = [path for name in names for path in sorted(Path(FOLDER).rglob(name)) if path.stat().st_size]
    assert found, f"none of {names} is in the folder"
    return etree.XMLSchema(etree.parse(found[0], parser))


@pytest.fixture(scope="module")
def schemas() -> dict[str, etree.XMLSchema]:
    return {"manifest": schema(MANIFEST), "item": schema(*ITEMS)}


@pytest.mark.parametrize("content", KINDS, ids=[kind["type"] for kind in KINDS])
def test_a_package_is_valid(content: dict[str, object], schemas: dict[str, etree.XMLSchema]) -> None:
    written = FORMATS["qti"].write([Travelling("An item: {one} ~ #2", content)])
    assert not written.left_out
    with zipfile.ZipFile(io.BytesIO(written.data)) as package:
        documents = {
            name: etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")
        }
    assert len(documents) == 2
    for name, document in documents.items():
        schemas["manifest" if name == "imsmanifest.xml" else "item"].assertValid(document)


def test_what_is_not_valid_is_seen(schemas: dict[str, etree.XMLSchema]) -> None:
    written = FORMATS["qti"].write([Travelling("An item", SINGLE)])
    with zipfile.ZipFile(io.BytesIO(written.data)) as package:
        [name] = [name for name in package.namelist() if name.endswith(".xml") and name != "imsmanifest.xml"]
        document = etree.fromstring(package.read(name))
    del document.attrib["identifier"]
    assert not schemas["item"].validate(document)
