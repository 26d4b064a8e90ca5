"""A conversation as a file that a person can keep."""

import io
import re

import docx
import pypdf
from markdown_it import MarkdownIt

from assistant.answer import Answer, Citation
from ui.page import downloads
from ui.page.pdf_file import conversation_pdf

CITATION = Citation(
    marker=1,
    document="d",
    label="4.2",
    council="A Council",
    title="A Protocol",
    status="adopted",  # type: ignore[arg-type]
    section="Rooms",
    page=3,
    quote="Rooms may be booked.",
    paragraph="Rooms may be booked. Ask first.",
)
ANSWERED = Answer(
    question="May I book a room?",
    standalone_question="May I book a room?",
    council="A Council",
    role="councillor",
    status="answered",  # type: ignore[arg-type]
    verdict="yes",  # type: ignore[arg-type]
    text="Yes. Rooms may be booked. [1]",
    citations=(CITATION,),
    standing="This is the adopted text.",
)
SILENT = Answer(
    question="Who pays?",
    standalone_question="Who pays?",
    council="A Council",
    role=None,
    status="not_covered",  # type: ignore[arg-type]
    text="The protocol does not say.",
    message="Dear Monitoring Officer\n\nWho pays?",
)


def test_copied_words_say_where_each_quotation_stands() -> None:
    words = downloads.answer_words(ANSWERED)
    assert (
        "[1] A Council, A Protocol, paragraph 4.2, page 3 (Adopted): “Rooms may be booked.”"
        in words
    )
    assert words.startswith("May I book a room?")
    assert "This is the adopted text." in words


def test_markdown_holds_every_turn_its_verdict_and_its_message() -> None:
    text = downloads.conversation_markdown([ANSWERED, SILENT])
    assert text.index("## May I book a room?") < text.index("## Who pays?")
    assert "**Yes (answered)**" in text
    assert "**Not covered**" in text
    assert "> Dear Monitoring Officer" in text
    assert "not legal advice" in text


def test_nothing_in_a_question_or_paper_is_markup_in_the_markdown_file() -> None:
    odd = (
        "<script>alert(1)</script> ![x](http://a.example/p) [y](javascript:alert(1)) <http://b> "
        "&lt;i&gt; [z]: http://c *d* `e`\n# f"
    )
    citation = CITATION.model_copy(update={"quote": odd, "paragraph": odd, "council": odd})
    answer = ANSWERED.model_copy(
        update={"question": odd, "text": f"Yes. [1]\n- {odd} [1]", "citations": (citation,)}
    )
    text = downloads.conversation_markdown([answer, SILENT])
    html = MarkdownIt("commonmark", {"html": True}).render(text)
    tags = set(re.findall(r"</?(\w+)", html))
    assert tags <= {"h1", "h2", "p", "strong", "em", "ul", "li", "blockquote", "hr"}, tags
    assert "&lt;script&gt;" in html
    assert "[1]" in html


def test_the_word_file_opens_and_holds_the_same() -> None:
    document = docx.Document(io.BytesIO(downloads.conversation_docx([ANSWERED, SILENT])))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert "Questions on the protocol of A Council" in words
    assert "May I book a room?" in words
    assert any("“Rooms may be booked.”" in line for line in words)
    assert any("Dear Monitoring Officer" in line for line in words)


def test_nothing_in_a_question_can_break_the_word_file() -> None:
    odd = ANSWERED.model_copy(update={"question": "<b>May I?</b> & \u0001 ok"})
    document = docx.Document(io.BytesIO(downloads.conversation_docx([odd])))
    assert any(
        line.text.startswith("<b>May I?</b> &") and line.text.endswith("ok")
        for line in document.paragraphs
    )


def test_the_pdf_holds_the_same_with_its_questions_in_the_outline() -> None:
    file = pypdf.PdfReader(io.BytesIO(conversation_pdf([ANSWERED, SILENT])))
    text = " ".join(" ".join(page.extract_text() for page in file.pages).split())
    assert "“Rooms may be booked.”" in text
    assert "Dear Monitoring Officer" in text
    assert [entry.title for entry in file.outline] == ["May I book a room?", "Who pays?"]
    assert file.metadata is not None
    assert file.metadata.title == "Questions on the protocol of A Council"


def test_nothing_in_a_question_is_read_as_markup_by_the_pdf() -> None:
    odd = ANSWERED.model_copy(update={"question": "<b>May I?</b> & \u0001 <para> ok żółć"})
    file = pypdf.PdfReader(io.BytesIO(conversation_pdf([odd])))
    assert "<b>May I?</b> & <para> ok żółć" in file.pages[0].extract_text().replace("\n", " ")
