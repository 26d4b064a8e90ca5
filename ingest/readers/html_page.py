"""Finds the paper on a web page: what is left without the site's menus, banners and footers."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bs4 import BeautifulSoup, Tag

_NEVER_TEXT = (
    "script style noscript template head iframe svg canvas object embed video audio map area "
    "button select textarea input datalist dialog meter progress rp rt"
)
_SITE_TAGS = {"nav", "header", "footer", "aside", "form"}
_IN_PAPER = {"article", "main"}
_NAMED_BY_ID = {"div", "nav", "ul", "section", "footer", "header"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_LONGEST_NAME = 6  # parts; no phrase has more
_MOST = 0.4  # of the page's words: what holds more is no furniture, whatever it is called
_ENOUGH = 0.75  # of the page's words: what holds fewer may not be all of the paper
_MAIN_SHARE = 0.25  # of the page's words that `main` holds, if it is what it says
_FEWEST_LINKS = 3  # in a list of links to places on the page, which is its contents


@dataclass(frozen=True, slots=True)
class Amount:
    """How much text an element holds."""

    words: int
    linked: int  # words that are links

    @property
    def prose(self) -> int:
        """The words that are no links."""
        return self.words - self.linked


class Amounts:
    """How much text each element of a page holds, found in one pass over the page."""

    def __init__(self, page: Tag) -> None:
        words: dict[int, int] = {}
        linked: dict[int, int] = {}
        tags = [page, *page.find_all(True)]
        for tag in reversed(tags):  # children before their parents
            own = sum(len(text.split()) for text in tag.find_all(string=True, recursive=False))
            words[id(tag)] = own + words.get(id(tag), 0)
            linked[id(tag)] = words[id(tag)] if tag.name == "a" else linked.get(id(tag), 0)
            if tag is not page and tag.parent is not None:
                above = id(tag.parent)
                words[above] = words.get(above, 0) + words[id(tag)]
                linked[above] = linked.get(above, 0) + linked[id(tag)]
        self._words, self._linked = words, linked

    def of(self, tag: Tag) -> Amount:
        """How much text an element held when this was made."""
        return Amount(self._words.get(id(tag), 0), self._linked.get(id(tag), 0))


def depth(page: BeautifulSoup) -> int:
    """How deeply the page's elements are nested."""
    depths = {id(page): 0}
    for tag in page.find_all(True):
        depths[id(tag)] = depths.get(id(tag.parent), 0) + 1
    return max(depths.values())


def find_paper(page: BeautifulSoup) -> Tag:
    """Take away the site's furniture from a page and return the element that holds its paper."""
    for tag in page.find_all(_NEVER_TEXT.split()):
        tag.decompose()
    amounts = Amounts(page)
    n_words = amounts.of(page).words
    for tag in page.find_all(True):
        if tag.decomposed or amounts.of(tag).words > _MOST * n_words:
            continue
        if _is_hidden(tag) or _is_furniture(tag) or _is_contents(tag, amounts):
            tag.decompose()
    return _main_element(page)


def _is_hidden(tag: Tag) -> bool:
    hidden = (
        (tag.has_attr("hidden") and tag["hidden"] != "until-found")
        or _attribute(tag, "aria-hidden").lower() == "true"
        or _INVISIBLE.search(_attribute(tag, "style")) is not None
    )
    return hidden and not (_is_named(tag, "unfolds") or _attribute(tag, "aria-labelledby"))


def _is_furniture(tag: Tag) -> bool:
    if tag.name in _SITE_TAGS:
        return tag.name != "header" or tag.find_parent(_IN_PAPER) is None
    if _attribute(tag, "role").lower() in phrases("roles"):
        return True
    return tag.name not in {"html", "body", "main", "article"} and _is_named(tag, "furniture")


def _is_contents(tag: Tag, amounts: Amounts) -> bool:
    """Whether a list only links to places on its own page."""
    if tag.name not in {"ul", "ol"}:
        return False
    amount = amounts.of(tag)
    links = tag.find_all("a", href=True)
    return (
        len(links) >= _FEWEST_LINKS
        and amount.linked >= 0.9 * amount.words
        and all(_attribute(link, "href").startswith("#") for link in links)
        and not any("↩" in link.get_text() for link in links)
    )


def _main_element(page: BeautifulSoup) -> Tag:
    amounts = Amounts(page)
    body = page.body or page
    n_words = amounts.of(body).prose
    for name, share in (("main", _MAIN_SHARE), ("article", _ENOUGH)):
        named = page.find_all(name) or page.find_all(True, role=name)
        best = max(named, key=lambda tag: amounts.of(tag).prose, default=None)
        if best is not None and amounts.of(best).prose >= share * max(n_words, 1):
            return best
    return _densest(body, amounts)


def _densest(body: Tag, amounts: Amounts) -> Tag:
    """The innermost element that holds nearly all of the page's words that are no links.

    A child that has no heading is not gone into where one of its neighbours has: the paper's
    title may stand beside its text.
    """
    enough = _ENOUGH * amounts.of(body).prose
    found = body
    while True:
        children = found.find_all(True, recursive=False)
        best = max(children, key=lambda tag: amounts.of(tag).prose, default=None)
        if best is None or amounts.of(best).prose < enough or best.name in _HEADINGS | {"p"}:
            return found
        headed = any(child.name in _HEADINGS for child in children)
        if headed or best.name in {"table", "ul", "ol", "dl"}:
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


def _has_phrase(name: str, kind: str) -> bool:
    parts = _parts(name).split()
    return any(
        " ".join(parts[start:end]) in phrases(kind)
        for start in range(len(parts))
        for end in range(start + 1, min(start + _LONGEST_NAME, len(parts)) + 1)
    )
