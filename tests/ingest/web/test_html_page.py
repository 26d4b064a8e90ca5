"""The paper is found on a council's page, and the site around it is left out."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from ingest.readers.html_page import phrases

PAPER = "<h1>Member and officer protocol</h1>" + "".join(
    f"<p>{n}. Members should ask the Monitoring Officer before they speak to the press.</p>"
    for n in range(1, 9)
)
SITE = {
    "banner": "<div class='cookie-consent-banner'><p>We use cookies on this site.</p></div>",
    "skip": "<a class='skip-link' href='#main'>Skip to main content</a>",
    "header": "<header><p>Ashcombe Borough Council</p><form><button>Go</button></form></header>",
    "menu": "<nav aria-label='Main'><ul><li><a href='/a'>Bins</a></li><li>Parking</li></ul></nav>",
    "role": "<div role='navigation'>Home / Council</div>",
    "crumbs": "<ol class='breadcrumb'><li>Home</li><li>Council</li></ol>",
    "aside": "<aside><h2>Related pages</h2><p>Councillors' allowances</p></aside>",
    "hidden": "<div hidden>Your session has ended</div><p style='display: none'>Loading</p>",
    "aria": "<span aria-hidden='true'>¶</span>",
    "share": "<ul class='social-share'><li>Share on Chirper</li></ul>",
    "useful": "<div id='page-useful'>Is this page useful?</div>",
    "footer": "<footer><p>Contact us on 01234 567890. Accessibility.</p></footer>",
    "scripts": "<script>track()</script><template><p>Card</p></template>",
}


def texts(lines):
    return [line.text for line in lines]


@pytest.fixture
def paper(web):
    """The lines of the paper alone."""
    return texts(web(PAPER))


@pytest.mark.parametrize("name", sorted(SITE))
@pytest.mark.parametrize("frame", ["{site}{paper}", "<div>{paper}{site}</div>"])
def test_each_piece_of_the_site_is_left_out(web, paper, name, frame):
    assert texts(web(frame.format(site=SITE[name], paper=PAPER))) == paper


@pytest.mark.parametrize(
    "frame",
    [
        "{site}<main>{paper}</main>{site}",
        "{site}<div role='main'>{paper}</div>{site}",
        "{site}<div><article>{paper}</article></div>{site}",
        "{site}<div class='row'><div class='col'>{paper}</div></div>{site}",
        "<table><tr><td>{site}</td><td>{paper}</td></tr></table>",
        "<form id='aspnetForm'>{site}<div>{paper}</div></form>",
    ],
)
def test_the_paper_is_found_in_any_frame(web, paper, frame):
    assert texts(web(frame.format(site="".join(SITE.values()), paper=PAPER))) == paper


def test_what_stands_beside_main_is_the_sites_even_without_a_name(web, paper):
    page = f"<div><p>Council tax bands</p></div><main>{PAPER}</main><div>Pay a fine</div>"
    assert texts(web(page)) == paper


def test_a_main_that_holds_next_to_nothing_is_not_believed(web):
    assert len(web(f"<main><p>Loading</p></main><div>{PAPER}</div>")) >= 9


def test_a_paper_in_several_articles_is_read_whole(web):
    page = "".join(f"<article>{PAPER}</article>" for _ in range(3))
    assert len(web(page)) == 27


def test_a_papers_own_header_is_kept(web):
    page = f"<main><article><header><h1>Protocol</h1></header>{PAPER}</article></main>"
    assert texts(web(page))[0] == "Protocol"


def test_a_title_beside_the_text_is_kept(web):
    page = f"<div><h1>Protocol</h1><div>{PAPER.partition('</h1>')[2]}</div></div>"
    assert texts(web(page))[0] == "Protocol"


def test_a_list_of_links_to_the_page_itself_is_its_contents(web, paper):
    links = "".join(f"<li><a href='#s{n}'>Section {n}</a></li>" for n in range(4))
    assert texts(web(f"<main><ul>{links}</ul>{PAPER}</main>")) == paper


def test_a_list_of_links_to_other_pages_is_content(web):
    links = "".join(f"<li><a href='/s{n}'>Policy {n}</a></li>" for n in range(4))
    assert "Policy 2" in texts(web(f"<main>{PAPER}<ul>{links}</ul></main>"))


def test_what_unfolds_at_a_click_is_content(web):
    page = (
        f"<main>{PAPER}<div class='accordion-panel' hidden><p>Folded.</p></div>"
        "<div aria-hidden='true' aria-labelledby='b'><p>Also folded.</p></div></main>"
    )
    assert texts(web(page))[-2:] == ["Folded.", "Also folded."]


@pytest.mark.parametrize("name", ["nav", "aside", "form", "footer", "div class='sidebar'"])
def test_what_holds_most_of_the_words_is_the_paper_whatever_it_is_called(web, paper, name):
    tag = name.split()[0]
    assert texts(web(f"<p>Home</p><{name}>{PAPER}</{tag}>"))[-9:] == paper


@pytest.mark.parametrize("heading", ["sharing", "cookies", "feedback", "navigation"])
def test_a_heading_that_happens_to_be_called_so_is_kept(web, heading):
    page = f"<main>{PAPER}<h2 id='{heading}'>{heading.title()}</h2><p>Be fair.</p></main>"
    assert texts(web(page))[-2:] == [heading.title(), "Be fair."]


def test_class_names_are_matched_by_whole_words(web, paper):
    page = f"<main class='navy-theme'>{PAPER}<p class='skipper shareholder'>Be fair.</p></main>"
    assert texts(web(page)) == [*paper, "Be fair."]


@pytest.mark.parametrize("name", ["siteNavigation", "site-navigation", "l__site_navigation--wide"])
def test_class_names_are_parted_at_hyphens_and_capitals(web, paper, name):
    assert texts(web(f"<div class='{name}'>Bins</div>{PAPER}")) == paper


def test_the_word_lists_are_tidy():
    text = files("ingest").joinpath("data/web_furniture.toml").read_text(encoding="utf-8")
    for kind, table in tomllib.loads(text).items():
        assert set(table) == {"why", "phrases"}
        found = table["phrases"]
        assert len(found) == len(set(found)) == len(phrases(kind))
        assert all(phrase == phrase.lower().strip() for phrase in found)
