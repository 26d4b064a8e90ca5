"""Compare: papers side by side on a topic, or two editions word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from index.hits import Hit, Scope
from ingest.documents import Document, Kind, Paragraph, Status
from ui.page import editions, resources, state
from ui.page.alignment import Similarities, align
from ui.page.components import paper as paper_component
from ui.page.components import side_by_side
from ui.page.points import paragraph_block, printed_block
from ui.wording import date_of, label_words, standing_of

_TOPIC, _EDITIONS = "On a topic", "Two editions, word by word"
_N_COLUMNS = 4
_N_EACH = 3
_N_HANGING = 12
_MAX_TOPIC_CHARS = 300
_CHANGE_WORDS = {
    editions.Change.CHANGED: "Changed",
    editions.Change.ADDED: "Added",
    editions.Change.DROPPED: "Dropped",
    editions.Change.SAME: "The same",
}


def show() -> None:
    """Show the page."""
    st.markdown("# Compare")
    documents = tuple(
        document
        for document in resources.library().documents()
        if document.kind in (Kind.PROTOCOL, Kind.UNKNOWN)
    )
    if len(documents) < 2:
        st.info("There is only one protocol here. Add another council's, or another edition.")
        return
    ways = [_TOPIC]
    if _couples(documents):
        ways.append(_EDITIONS)
    way = ways[0]
    if len(ways) > 1:
        way = (
            st.segmented_control(
                "What to compare",
                ways,
                default=_TOPIC,
                required=True,
                label_visibility="collapsed",
            )
            or _TOPIC
        )
    if way == _TOPIC:
        _show_topic(documents)
        return
    with st.container(key="editions-page"):
        _show_editions(documents)


def name_of(document: Document) -> str:
    """Return a paper's name where several councils' stand together."""
    return f"{document.council}, {_edition(document)}"


def _edition(document: Document) -> str:
    """Return a paper's name with its year first, so that no narrow box cuts it off."""
    date = document.adopted or document.date
    return f"{date.year}: {document.title}" if date is not None else document.title


def _show_topic(documents: tuple[Document, ...]) -> None:
    by_id = {document.id: document for document in documents}
    with st.container(key="compare-choice"):
        chosen = st.multiselect(
            "Papers",
            list(by_id),
            default=_first_choice(documents),
            format_func=lambda document: name_of(by_id[document]),
            max_selections=_N_COLUMNS,
            help=f"Up to {_N_COLUMNS}.",
        )
    if "compare-topic" not in st.session_state:
        st.session_state["compare-topic"] = st.query_params.get("topic", "")[:_MAX_TOPIC_CHARS]
    topic = st.text_input(
        "Topic or question",
        key="compare-topic",
        placeholder="For example: using council premises for a surgery",
        max_chars=_MAX_TOPIC_CHARS,
    )
    _keep_in_address(topic.strip())
    if not topic.strip() or not chosen:
        st.caption("Choose papers and name a topic: what each says appears side by side.")
        return
    _show_side_by_side([by_id[document] for document in chosen], topic.strip())


def _keep_in_address(topic: str) -> None:
    """Write the topic into the address, so that it can be linked to."""
    if topic:
        st.query_params["topic"] = topic
    else:
        st.query_params.pop("topic", None)


def _show_side_by_side(papers: Sequence[Document], topic: str) -> None:
    found = [_without_parts(_found(document, topic)) for document in papers]
    rows = align(found, _similarities(found))
    result = side_by_side(
        key="side-by-side",
        data={
            "caption": f"What each paper says about: {topic}",
            "papers": [
                {**_head(document, papers), "silent": not hits}
                for document, hits in zip(papers, found, strict=True)
            ],
            "rows": [[hit and _cell(hit) for hit in row.cells] for row in rows],
        },
        on_open_change=lambda: None,
    )
    if not rows:
        st.markdown("None of these papers speaks of it. Try other words.")
    if result.open is not None:
        document, _, label = str(result.open).partition(" ")
        st.switch_page(
            state.view("papers"), query_params=state.address(paper=document, paragraph=label)
        )


def _head(document: Document, papers: Sequence[Document]) -> dict[str, str]:
    date = date_of(document.adopted or document.date)
    alone = sum(each.council == document.council for each in papers) == 1
    return {
        "id": document.id,
        "name": document.council if alone else name_of(document),
        "council": document.council,
        "title": ", ".join(part for part in (document.title, date) if part),
        "standing": standing_of(document.status),
        "status": document.status.value,
    }


def _cell(hit: Hit) -> dict[str, Any]:
    paragraph = hit.paragraph
    quote = paragraph.text[hit.reading.start : hit.reading.end] if hit.reading else ""
    query = state.address(paper=hit.document.id, paragraph=paragraph.label)
    block = paragraph_block(paragraph, (), quote=quote)
    hanging = [
        {"bullet": True, "pieces": [{"words": each.text}]} for each in _hanging_from(paragraph)
    ]
    return {
        **block,
        "lines": [*block["lines"], *hanging],
        "address": f"papers?{urlencode(query)}",
        "force": _force(hit),
    }


def _hanging_from(paragraph: Paragraph) -> list[Paragraph]:
    """Return the paragraphs whose lead-in a paragraph is; without them it says nothing."""
    words = " ".join(paragraph.text.split())
    if not words.endswith((":", "–", "—")):
        return []
    document = resources.library().document(paragraph.document)
    after = document.paragraphs[paragraph.order + 1 : paragraph.order + 1 + _N_HANGING]
    return [each for each in after if " ".join(each.lead_in.split()) == words]


def _without_parts(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits without those that hang from another of them, which shows them too."""
    whole = {" ".join(hit.paragraph.text.split()) for hit in hits}
    return [hit for hit in hits if " ".join(hit.paragraph.lead_in.split()) not in whole - {""}]


def _similarities(found: Sequence[Sequence[Hit]]) -> Similarities:
    texts = [
        f"{hit.paragraph.lead_in} {hit.paragraph.text}".strip() for each in found for hit in each
    ]
    if not texts:
        return np.zeros((0, 0), dtype=np.float32)
    vectors = resources.library().encoder.encode_passages(texts)
    return np.asarray(vectors @ vectors.T, dtype=np.float32)


def _first_choice(documents: Sequence[Document]) -> list[str]:
    """Return one paper a council, the one in force where there is one, up to three."""
    chosen: dict[str, Document] = {}
    for document in documents:
        before = chosen.get(document.council)
        if before is None or (
            before.status is Status.SUPERSEDED and document.status is not Status.SUPERSEDED
        ):
            chosen[document.council] = document
    ids = [document.id for document in chosen.values()][:3]
    return ids if len(ids) > 1 else [document.id for document in documents[:2]]


def _found(document: Document, topic: str) -> tuple[Hit, ...]:
    """Return the best paragraphs of a paper on a topic; none where it would be told not to say."""
    from assistant.covered import N_HITS, weigh_odds
    from assistant.question import read_question
    from index import search

    settings = resources.settings().assistant
    scope = Scope(documents=frozenset({document.id}))
    hits = search(resources.library(), topic, top_k=N_HITS, scope=scope, role=state.role()).hits
    if weigh_odds(read_question(topic).parts[0], hits).covered < settings.compare_at:
        return ()
    return tuple(
        hit
        for hit in hits[:_N_EACH]
        if hit.rank == 1 or hit.reading is None or hit.reading.p_answers >= settings.also_at
    )


def _force(hit: Hit) -> str:
    """Return the strongest words of force in what answers: 'must', 'should not'; '' for none."""
    from assistant.deontic import read_deontic

    paragraph = hit.paragraph
    words = paragraph.text[hit.reading.start : hit.reading.end] if hit.reading else paragraph.text
    strongest = read_deontic(f"{paragraph.lead_in} {words}".strip()).strongest
    return strongest.name if strongest is not None else ""


def _couples(documents: Sequence[Document]) -> dict[str, list[Document]]:
    """Return the papers of each council that has two or more, earliest first."""
    by_council: dict[str, list[Document]] = {}
    for document in documents:
        by_council.setdefault(document.council, []).append(document)
    return {
        council: sorted(papers, key=lambda paper: str(paper.adopted or paper.date or ""))
        for council, papers in by_council.items()
        if len(papers) > 1
    }


def _show_editions(documents: Sequence[Document]) -> None:
    couples = _couples(documents)
    council = state.council()
    councils = list(couples)
    chosen = st.selectbox(
        "Council", councils, index=councils.index(council) if council in councils else 0
    )
    papers = couples[chosen]
    left, right = st.columns(2)
    with left:
        earlier = st.selectbox("Earlier", papers, index=len(papers) - 2, format_func=_edition)
    with right:
        later = st.selectbox("Later", papers, index=len(papers) - 1, format_func=_edition)
    if earlier.id == later.id:
        st.caption("Choose two different editions.")
        return
    pairs = _paired(earlier.id, later.id, resources.library().generation)
    counts = Counter(pair.change for pair in pairs)
    wanted = st.pills(
        "Show",
        list(_CHANGE_WORDS),
        selection_mode="multi",
        default=[change for change in _CHANGE_WORDS if change is not editions.Change.SAME],
        format_func=lambda change: f"{_CHANGE_WORDS[change]} {counts[change]}",
    )
    blocks = [_pair_block(pair) for pair in pairs if pair.change in wanted]
    if not blocks:
        st.caption("Nothing to show.")
        return
    with st.container(key="editions"):
        paper_component(
            key=f"editions-{earlier.id}-{later.id}",
            data={"blocks": blocks, "quiet": False, "whole": False, "bare": True},
            on_open_change=lambda: None,
        )


@st.cache_data(show_spinner="Comparing the two editions", max_entries=16)
def _paired(earlier: str, later: str, generation: int) -> tuple[editions.Pair, ...]:
    del generation  # part of the cache's key: a paper may be replaced under the same id
    library = resources.library()
    return editions.pair_editions(
        library.document(earlier).paragraphs, library.document(later).paragraphs
    )


def _places(pair: editions.Pair) -> str:
    if pair.earlier is None or pair.later is None:
        only = pair.later or pair.earlier
        return label_words(only.label) if only is not None else ""
    was, now = label_words(pair.earlier.label), label_words(pair.later.label)
    return now if was == now else f"{was}, now {now}"


def _pair_block(pair: editions.Pair) -> dict[str, Any]:
    earlier, later = pair.earlier, pair.later
    tag = {"kind": pair.change.value, "words": _CHANGE_WORDS[pair.change], "place": _places(pair)}
    if earlier is not None and later is not None:
        runs = editions.changed_words(_whole(earlier), _whole(later))
        return {**printed_block(later, runs), "tag": tag}
    only = later or earlier
    if only is None:
        raise ValueError("a pair has at least one paragraph")
    return {**paragraph_block(only, ()), "tag": tag}


def _whole(paragraph: Paragraph) -> str:
    return f"{paragraph.lead_in} {paragraph.text}".strip()
