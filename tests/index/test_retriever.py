"""The library serves LangChain chains, and every document can be cited."""

from __future__ import annotations

from pathlib import Path

from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from index import Library, Scope
from index.retriever import LibraryRetriever


def test_a_chain_gets_documents_with_what_a_citation_needs(library: Library) -> None:
    retriever = LibraryRetriever(
        library=library, scope=Scope(councils=frozenset({"elmbridge"})), top_k=3
    )
    chain = retriever | RunnableLambda(lambda found: found[0])
    best = chain.invoke("courtesy between councillors and officers")
    assert best.page_content == library.paragraph("elm", "1").text
    assert best.id == "elm#1"
    expected = {
        "document": "elm",
        "label": "1",
        "council": "Elmbridge Marsh Council",
        "kind": "protocol",
        "status": "adopted",
        "section": "Working together",
        "rank": 1,
    }
    assert expected.items() <= best.metadata.items()
    assert {"title", "date", "page", "source", "score", "p_covered"} <= set(best.metadata)


def test_the_scope_holds(library: Library) -> None:
    retriever = LibraryRetriever(library=library, scope=Scope(documents=frozenset({"oak"})))
    assert {found.metadata["document"] for found in retriever.invoke("officers")} == {"oak"}
    assert len(LibraryRetriever(library=library, top_k=2).invoke("officers")) == 2


def test_the_chain_of_the_documentation_gives_a_model_the_paragraphs_and_the_question(
    library: Library,
) -> None:
    text = (Path(__file__).parents[2] / "docs" / "langchain.md").read_text("utf-8")
    example = text.split("```python\n")[1].split("```")[0]
    names = {
        "LibraryRetriever": LibraryRetriever,
        "Scope": Scope,
        "ChatPromptTemplate": ChatPromptTemplate,
        "RunnablePassthrough": RunnablePassthrough,
        "library": library,
        "council": "elmbridge",
        "question": "courtesy between councillors and officers",
        "model": RunnableLambda(lambda prompt: prompt.to_string()),
    }
    exec(example, names)
    told = str(names["answer"])
    assert f"[elm#1] {library.paragraph('elm', '1').text}" in told
    assert "courtesy between councillors and officers" in told
