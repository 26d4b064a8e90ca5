"""The source beside the answer: the paragraph where it stands, and the page as printed."""

from __future__ import annotations

import streamlit as st

from index.errors import UnknownParagraphError
from ingest.documents import Document, Paragraph, Source
from ui.page import originals, resources, state
from ui.page.components import page_image
from ui.page.components import paper as paper_component
from ui.page.looks import STANDING_COLOURS
from ui.page.page_images import highlighted_page
from ui.page.points import neighbours, paragraph_block, without_repeats
from ui.page.text import plain, plain_block
from ui.wording import date_of, label_words, standing_of


def show() -> None:
    """Show the source that stands open."""
    now = state.opened()
    if now is None:
        return
    try:
        document = resources.library().document(now.document)
        paragraph = resources.library().paragraph(now.document, now.label)
    except UnknownParagraphError as error:
        st.warning(plain(str(error)))
        return
    source = resources.library().source(document.source)
    number = now.page or paragraph.page
    with st.container(key="source"):
        _show_head(document, paragraph, chosen=now.chosen)
        with st.container(key="source-body"):
            drawn = bool(source.n_pages and number) and _show_page(
                source, document, paragraph, now, number or 1
            )
            _show_paragraph(document, now, settle=not drawn)
            _show_files(source, document, now, number)


def _show_head(document: Document, paragraph: Paragraph, *, chosen: bool) -> None:
    # The style sheet tells by this key whether the source may cover a narrow screen.
    with st.container(key="source-head-chosen" if chosen else "source-head-waiting"):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            name = label_words(paragraph.label)
            st.markdown(f"### {plain(name[:1].upper() + name[1:])}", anchors=False, width="stretch")
            st.badge(standing_of(document.status), color=STANDING_COLOURS[document.status])
            st.button(
                "Close",
                key="close-source",
                icon=":material/close:",
                type="tertiary",
                on_click=state.close,
            )
        date = date_of(document.adopted or document.date)
        paper = ", ".join(part for part in (document.council, document.title, date) if part)
        st.caption(plain_block("\n".join(part for part in (paper, paragraph.section) if part)))


def _show_paragraph(document: Document, now: state.Opened, *, settle: bool) -> None:
    labels = {paragraph.label for paragraph in document.paragraphs}
    blocks = [
        paragraph_block(
            each,
            labels,
            quote=now.quote if each.label == now.label else "",
            current=each.label == now.label,
        )
        for each in neighbours(document, now.label)
    ]
    with st.container(key="source-text"):
        st.markdown("#### In its place", anchors=False)
        result = paper_component(
            key="source-paragraphs",
            data={
                "blocks": without_repeats(blocks),
                "quiet": True,
                "whole": False,
                "settle": settle,
            },
            on_open_change=lambda: None,
        )
    if result.open is not None:
        state.open_paragraph(now.document, str(result.open))
        st.rerun()


def _show_page(
    source: Source, document: Document, paragraph: Paragraph, now: state.Opened, number: int
) -> bool:
    """Show the page as printed; return whether it could be drawn."""
    shown = highlighted_page(source.sha256, number, document.id, paragraph.label, now.quote)
    if shown is None:
        return False
    n_pages = source.n_pages or number
    with st.container(key="source-page"):
        page_image(key="source-image", data=shown)
        with st.container(key="source-turn", horizontal=True, vertical_alignment="center"):
            st.button(
                "Previous page",
                key="page-before",
                icon=":material/chevron_left:",
                type="tertiary",
                disabled=number <= 1,
                on_click=state.show_page,
                args=(number - 1,),
            )
            st.markdown(f"Page {number} of {n_pages}", text_alignment="center", width="stretch")
            st.button(
                "Next page",
                key="page-after",
                icon=":material/chevron_right:",
                icon_position="right",
                type="tertiary",
                disabled=number >= n_pages,
                on_click=state.show_page,
                args=(number + 1,),
            )
    return True


def _show_files(source: Source, document: Document, now: state.Opened, page: int | None) -> None:
    with st.container(key="source-files", horizontal=True):
        address = originals.address(source, page)
        if address is not None:
            st.link_button(
                f"Open the PDF at page {page}" if page else "Open the PDF",
                address,
                icon=":material/open_in_new:",
            )
        st.download_button(
            "Download the original",
            lambda: resources.library().source_bytes(source.sha256),
            source.name,
            source.media_type,
            key="download-original",
            icon=":material/download:",
            on_click="ignore",
        )
        st.page_link(
            state.view("papers"),
            label="Read the whole paper",
            icon=":material/menu_book:",
            query_params=state.address(paper=document.id, paragraph=now.label),
        )
