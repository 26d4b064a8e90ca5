"""Opens a Word file: its XML parts, within limits, with nothing outside the file reached."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from ingest.errors import (
    EncryptedSourceError,
    SourceTooLargeError,
    UnreadableSourceError,
    UnsupportedTypeError,
)
from ingest.settings import IngestSettings

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEGABYTE = 1024 * 1024
_MAX_PART_BYTES = 64 * _MEGABYTE  # one XML part; a 500-page constitution has 10 megabytes
_MAX_RATIO = 300  # unpacked to packed; Word's own XML reaches about 60
_RATIO_FROM_BYTES = 8 * _MEGABYTE  # below this a high ratio does no harm
_MAX_ENTRIES = 20_000

# ISO 29500 Strict names the same elements in another namespace.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True, slots=True)
class WordParts:
    """The roots of a Word file's XML parts; None where the file has no such part."""

    document: etree._Element
    styles: etree._Element | None
    numbering: etree._Element | None
    footnotes: etree._Element | None
    endnotes: etree._Element | None


def open_word(data: bytes, *, name: str, settings: IngestSettings) -> WordParts:
    """Return the parts of a Word file that hold its text.

    Raises:
        UnsupportedTypeError: It is a Word 97 to 2003 file, or another kind of Office file.
        EncryptedSourceError: It is locked with a password.
        SourceTooLargeError: It, or what it unpacks to, is over the limits.
        UnreadableSourceError: It is damaged, or is no Word file at all.
    """
    if len(data) > settings.max_bytes:
        raise SourceTooLargeError(
            f"{name} is {len(data) // _MEGABYTE} MB; a Word file of up to "
            f"{settings.max_bytes // _MEGABYTE} MB can be read. Take out its pictures, or split it."
        )
    _refuse_other_types(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive, name, settings)
            return _read_parts(archive, name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        KeyError,
        NotImplementedError,  # a ZIP compression that Word never uses
        etree.LxmlError,
    ) as error:
        raise UnreadableSourceError(
            f"{name} is damaged or incomplete and cannot be opened as a Word file. "
            "Download it again, or open it in Word and save it as DOCX or PDF."
        ) from error


def _refuse_other_types(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise EncryptedSourceError(
                f"{name} is locked with a password. Open it in Word, remove the password "
                "(File, Info, Protect Document) and add it again."
            )
        raise UnsupportedTypeError(
            f"{name} is in the format of Word 97 to 2003 (.doc), which cannot be read here. "
            "Open it in Word and save it as DOCX or PDF."
        )
    if not data.startswith(b"PK"):
        raise UnreadableSourceError(
            f"{name} is not a Word file, whatever its name says. Open it with the program that "
            "made it and save it as DOCX or PDF."
        )


def _check_sizes(archive: zipfile.ZipFile, name: str, settings: IngestSettings) -> None:
    """Refuse an archive by the sizes that it declares; reading never goes beyond those."""
    entries = archive.infolist()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise EncryptedSourceError(
            f"{name} is locked with a password. Remove the password and add it again."
        )
    n_unpacked = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > _RATIO_FROM_BYTES
        and entry.file_size > _MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if swollen or n_unpacked > settings.max_bytes or len(entries) > _MAX_ENTRIES:
        raise SourceTooLargeError(
            f"{name} unpacks to far more than a Word paper holds, so it was not opened. "
            "Open it in Word and save it again as DOCX or PDF."
        )


def _read_parts(archive: zipfile.ZipFile, name: str) -> WordParts:
    main = _related(archive, "", "officeDocument")
    document = None if main is None else _parse(archive, main, name)
    if main is None or document is None or etree.QName(document).localname != "document":
        raise UnreadableSourceError(
            f"{name} is a ZIP archive but holds no Word document. Open it with the program that "
            "made it and save it as DOCX or PDF."
        )

    def part(kind: str) -> etree._Element | None:
        found = _related(archive, main, kind)
        return None if found is None else _parse(archive, found, name)

    return WordParts(
        document=document,
        styles=part("styles"),
        numbering=part("numbering"),
        footnotes=part("footnotes"),
        endnotes=part("endnotes"),
    )


def _related(archive: zipfile.ZipFile, source: str, kind: str) -> str | None:
    """The archive entry that `source` relates to as `kind`; None where there is none.

    Source: ECMA-376 part 2, 9.3 (relationships): `/word/_rels/document.xml.rels`.
    """
    folder, file = posixpath.split(source)
    rels = _parse(archive, posixpath.join(folder, "_rels", f"{file}.rels"), source)
    for relation in () if rels is None else rels.iter("{*}Relationship"):
        if relation.get("TargetMode") == "External":
            continue
        if str(relation.get("Type", "")).rsplit("/", 1)[-1] == kind:
            target = posixpath.join("/", folder, unquote(relation.get("Target", "")))
            return posixpath.normpath(target).lstrip("/")
    return None


def _parse(archive: zipfile.ZipFile, entry: str, name: str) -> etree._Element | None:
    """The root of an XML part; None where the archive has no such entry."""
    names = {each.lower(): each for each in archive.namelist()}  # part names ignore case
    if entry.lower() not in names:
        return None
    info = archive.getinfo(names[entry.lower()])
    if info.file_size > _MAX_PART_BYTES:
        raise SourceTooLargeError(
            f"{name} holds more text than can be read at once. Split it into several files."
        )
    data = archive.read(info).replace(_STRICT, _TRANSITIONAL)
    # No entity is replaced and no network or file is reached, whatever the part declares.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)
