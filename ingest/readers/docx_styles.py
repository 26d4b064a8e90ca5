"""A Word file's styles, and which property a paragraph or a run ends up with."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset({"0", "false", "off", "none"})


def value(element: etree._Element | None, default: str = "") -> str:
    """The `w:val` of an element; `default` where it, or its element, is absent."""
    return default if element is None else str(element.get(W + "val", default))


def is_on(element: etree._Element | None) -> bool:
    """Whether a toggle such as `w:b` is set: present, and not switched off."""
    return element is not None and value(element, "1").lower() not in _OFF


def whole(text: str | None, default: int) -> int:
    """A whole number as Word writes it; `default` for what is none, or is absurdly long."""
    try:
        return round(float(text)) if text and len(text) < 12 else default
    except (ValueError, OverflowError):
        return default


class Styles:
    """The styles of a file, each with what it is based on.

    Source: ECMA-376 part 1, 17.7 (styles) and 17.7.2 (style hierarchy).
    """

    def __init__(self, root: etree._Element | None) -> None:
        found = [] if root is None else root.findall(W + "style")
        self._styles = {style.get(W + "styleId", ""): style for style in found}
        self._chains: dict[str, tuple[etree._Element, ...]] = {}
        self._runs: dict[tuple[str, str, str], etree._Element | None] = {}
        self._run_defaults = (
            None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        )
        self.default_paragraph = next(
            (
                style.get(W + "styleId", "")
                for style in found
                if style.get(W + "type") == "paragraph"
                and style.get(W + "default") in {"1", "true", "on"}
            ),
            "",
        )

    def of_paragraph(self, paragraph: etree._Element) -> str:
        """The id of a paragraph's style."""
        named = value(paragraph.find(f"{W}pPr/{W}pStyle"))
        return named if named in self._styles else self.default_paragraph

    def chain(self, style: str) -> tuple[etree._Element, ...]:
        """The style and those that it is based on, nearest first; a cycle ends the chain."""
        if style not in self._chains:
            self._chains[style] = tuple(self._walk(style))
        return self._chains[style]

    def names(self, style: str) -> tuple[str, ...]:
        """The names of the style and of those that it is based on, in lower case.

        A built-in style is named in English whatever the language of its id.
        """
        return tuple(value(each.find(W + "name")).lower() for each in self.chain(style))

    def paragraph_property(self, style: str, tag: str) -> etree._Element | None:
        """The nearest `tag` among the paragraph properties of the style's chain."""
        return self._nearest(self.chain(style), f"{W}pPr/{W}{tag}")

    def run_property(
        self, run: etree._Element | None, paragraph_style: str, tag: str
    ) -> etree._Element | None:
        """The `tag` that holds for a run: its own, its style's, its paragraph's, the default."""
        own = None if run is None else run.find(f"{W}rPr/{W}{tag}")
        if own is not None:
            return own
        character_style = "" if run is None else value(run.find(f"{W}rPr/{W}rStyle"))
        key = (character_style, paragraph_style, tag)
        if key not in self._runs:
            chain = self.chain(character_style) + self.chain(paragraph_style)
            found = self._nearest(chain, f"{W}rPr/{W}{tag}")
            if found is None and self._run_defaults is not None:
                found = self._run_defaults.find(W + tag)
            self._runs[key] = found
        return self._runs[key]

    def _walk(self, style: str) -> Iterator[etree._Element]:
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = value(self._styles[style].find(W + "basedOn"))

    @staticmethod
    def _nearest(chain: tuple[etree._Element, ...], path: str) -> etree._Element | None:
        found = (style.find(path) for style in chain)
        return next((element for element in found if element is not None), None)
