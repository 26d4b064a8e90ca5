"""Finds the paper on a web page: what is left without the site's menus, banners and footers."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString

_NEVER_TEXT = {
    *("script", "style", "noscript", "template", "head", "iframe", "svg", "canvas", "object"),
    *("embed", "video", "audio", "map", "area", "button", "select", "textarea", "input"),
    *("datalist", "dialog", "meter", "progress", "rp", "rt"),
}
_SITE_TAGS = {"nav", "header", "footer", "aside", "form"}
_IN_PAPER = {"article", "main"}
_NAMED_BY_ID = {"div", "nav", "ul", "section", "footer", "header"}
_FRAMES = {"div", "section", "article", "main", "center", "form", "fieldset", "span", "font"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_LONGEST_NAME = 6  # parts; no phrase has more
_MOST = 0.4  # of the page's words: what holds more is no furniture, whatever it is called
_ENOUGH = 0.75  # of the page's words: what holds fewer may not be all of the paper
_MAIN_SHARE = 0.25  # of the page's words that `main` holds, if it is what it says
_FEWEST_LINKS = 3  # in a list of links to places on the page, which is its contents


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """The element that holds a page's paper, and what in it is not the paper's."""

    element: Tag
    dropped: frozenset[int]  # the `id()` of each element that is left out


@dataclass(slots=True)
class _Amounts:
    """How much text each element of a page holds, by the element's `id()`."""

    words: Counter[int] = field(default_factory=Counter)
    linked: Counter[int] = field(default_factory=Counter)  # words that are links
    links: Counter[int] = field(default_factory=Counter)

    def prose(self, tag: Tag) -> int:
        """The words of an element that are no links."""
        return self.words[id(tag)] - self.linked[id(tag)]


def depth(page: BeautifulSoup) -> int:
    """How deeply the page's elements are nested."""
    depths = {id(page): 0}
    for tag in page.descendants:
        if isinstance(tag, Tag):
            depths[id(tag)] = depths[id(tag.parent)] + 1
    return max(depths.values())


def find_paper(page: BeautifulSoup, without: frozenset[int] = frozenset()) -> FoundPaper:
    """Find the paper on a page.

    Args:
        without: The `id()` of elements that were read already, as footnotes.

    Returns:
        The innermost element that holds the paper, and the elements to leave out of it: nothing
        is taken out of the page, as that takes time in proportion to an element's neighbours.
    """
    dropped = set(without)
    amounts = _measure(page, dropped)
    n_words = amounts.words[id(page)]
    for tag in _tags(page):
        if id(tag.parent) in dropped:
            dropped.add(id(tag))
        elif amounts.words[id(tag)] > _MOST * n_words:
            continue
        elif _is_hidden(tag) or _is_furniture(tag) or _is_contents(tag, amounts):
            dropped.add(id(tag))
    return FoundPaper(_main_element(page, _measure(page, dropped)), frozenset(dropped))


def _tags(page: Tag) -> Iterator[Tag]:
    return (each for each in page.descendants if isinstance(each, Tag))


def _measure(page: Tag, dropped: set[int]) -> _Amounts:
    """Count the words of each element, those left out apart, in one pass over the page."""
    amounts = _Amounts()
    tags: list[Tag] = []
    for each in page.descendants:
        parent = id(each.parent)
        if isinstance(each, Tag):
            if parent in dropped or each.name in _NEVER_TEXT:
                dropped.add(id(each))
            tags.append(each)
        elif parent not in dropped and not isinstance(each, PreformattedString):
            amounts.words[parent] += len(str(each).split())
    for tag in reversed(tags):  # children before their parents
        own, above = id(tag), id(tag.parent)
        if tag.name == "a" and own not in dropped:
            amounts.linked[own] = amounts.words[own]
            amounts.links[own] = 1
        if own not in dropped:
            amounts.words[above] += amounts.words[own]
            amounts.linked[above] += amounts.linked[own]
            amounts.links[above] += amounts.links[own]
    return amounts


def _is_hidden(tag: Tag) -> bool:
    hidden = (
        (tag.has_attr("hidden") and tag["hidden"] != "until-found")
        or _attribute(tag, "aria-hidden").lower() == "true"
        or _INVISIBLE.search(_attribute(tag, "style")) is not None
    )
    return hidden and not (_is_named(tag, "unfolds") or _attribute(tag, "aria-labelledby"))


def _is_furniture(tag: Tag) -> bool:
    if tag.name in _SITE_TAGS:
        return tag.name != "header" or not any(each.name in _IN_PAPER for each in tag.parents)
    if _attribute(tag, "role").lower() in phrases("roles"):
        return True
    return tag.name not in {"html", "body", "main", "article"} and _is_named(tag, "furniture")


def _is_contents(tag: Tag, amounts: _Amounts) -> bool:
    """Whether a list only links to places on its own page."""
    if tag.name not in {"ul", "ol"} or amounts.links[id(tag)] < _FEWEST_LINKS:
        return False
    if amounts.linked[id(tag)] < 0.9 * amounts.words[id(tag)]:
        return False
    links = tag.find_all("a")
    return all(_attribute(link, "href").startswith("#") for link in links) and not any(
        "↩" in link.get_text() for link in links
    )


def _main_element(page: BeautifulSoup, amounts: _Amounts) -> Tag:
    body = page.body or page
    n_words = max(amounts.prose(body), 1)
    for name, share in (("main", _MAIN_SHARE), ("article", _ENOUGH)):
        named = page.find_all(name) or page.find_all(True, role=name)
        best = max(named, key=amounts.prose, default=None)
        if best is not None and amounts.prose(best) >= share * n_words:
            return best
    return _densest(body, amounts)


def _densest(body: Tag, amounts: _Amounts) -> Tag:
    """The innermost element that holds nearly all of the page's words that are no links.

    Where a heading stands among the children, none of them is gone into: it may be the title.
    """
    enough = _ENOUGH * amounts.prose(body)
    found = body
    while True:
        children = [child for child in found.children if isinstance(child, Tag)]
        best = max(children, key=amounts.prose, default=None)
        if best is None or amounts.prose(best) < enough or best.name not in _FRAMES:
            return found
        if any(child.name in _HEADINGS for child in children):
            return found
        found = best


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else str(value or "")


def _is_named(tag: Tag, kind: str) -> bool:
    """Whether an element's class, or the whole of its id, is one of the phrases of `kind`."""
    names = _attribute(tag, "class").split()
    if any(_has_phrase(name, kind) for name in names):
        return True
    return tag.name in _NAMED_BY_ID and _parts(_attribute(tag, "id")) in phrases(kind)


@cache
def phrases(kind: str) -> frozenset[str]:
    """The phrases listed under `kind` in the folder's file of what stands around a paper."""
    text = files("ingest").joinpath("data/web_furniture.toml").read_text(encoding="utf-8")
    return frozenset(str(phrase) for phrase in tomllib.loads(text)[kind]["phrases"])


def _parts(name: str) -> str:
    return " ".join(part.lower() for part in _NAME_PARTS.findall(name[:200]))


@lru_cache(maxsize=4096)
def _has_phrase(name: str, kind: str) -> bool:
    parts = _parts(name).split()
    return any(
        " ".join(parts[start:end]) in phrases(kind)
        for start in range(len(parts))
        for end in range(start + 1, min(start + _LONGEST_NAME, len(parts)) + 1)
    )
