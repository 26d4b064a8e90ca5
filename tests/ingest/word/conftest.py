"""Word files made from their XML, in our own words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from types import SimpleNamespace
from xml.sax.saxutils import escape

import pytest

from ingest.lines import Line
from ingest.readers.docx import read_lines
from ingest.settings import IngestSettings

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{_W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def _relations(targets: dict[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'


def build_word(body: str, **parts: str) -> bytes:
    """A Word file with a body, and with other parts (styles, numbering, footnotes, …)."""
    roots = {"styles": "styles", "numbering": "numbering"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _relations({"officeDocument": "word/document.xml"}))
        archive.writestr(
            "word/_rels/document.xml.rels", _relations({kind: f"{kind}.xml" for kind in parts})
        )
        archive.writestr(
            "word/document.xml",
            f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
        )
        for kind, xml in parts.items():
            root = roots.get(kind, kind)
            archive.writestr(f"word/{kind}.xml", f"<w:{root} {_NAMESPACES}>{xml}</w:{root}>")
    return out.getvalue()


def p(text: str = "", *, style: str = "", num: str = "", level: int | None = None) -> str:
    """A paragraph; `num` and `level` put it in a list."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num or level is not None:
        properties += "<w:numPr>"
        properties += "" if level is None else f'<w:ilvl w:val="{level}"/>'
        properties += f'<w:numId w:val="{num}"/>' if num else ""
        properties += "</w:numPr>"
    words = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{words}</w:p>"


def lvl(level: int, text: str, form: str = "decimal", *, start: int = 1, more: str = "") -> str:
    """A level of a list: the text that its number stands in, and the number's format."""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(name: str, *levels: str) -> str:
    """An abstract numbering definition."""
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def num(name: str, of: str, overrides: str = "") -> str:
    """A list that an abstract definition gives."""
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def restart(level: int, at: int) -> str:
    """A list's own start of a level."""
    return f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{at}"/></w:lvlOverride>'


def style(name: str, *, of: str = "", properties: str = "", runs: str = "", title: str = "") -> str:
    """A paragraph style."""
    based = f'<w:basedOn w:val="{of}"/>' if of else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{title or name}"/>{based}'
        f"<w:pPr>{properties}</w:pPr><w:rPr>{runs}</w:rPr></w:style>"
    )


@pytest.fixture
def word() -> Callable[..., tuple[Line, ...]]:
    """Reads the lines of a Word file made of a body and other parts."""

    def read(body: str, **parts: str) -> tuple[Line, ...]:
        data = build_word(body, **parts)
        return read_lines(data, name="paper.docx", settings=IngestSettings()).lines

    return read


@pytest.fixture
def xml() -> SimpleNamespace:
    """The makers of a Word file's XML."""
    return SimpleNamespace(
        p=p, lvl=lvl, abstract=abstract, num=num, restart=restart, style=style, build=build_word
    )
