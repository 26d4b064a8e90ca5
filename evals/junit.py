"""A run as JUnit XML, which build servers read: a test case a question, failures with causes."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from evals.attribution import MEANING, AttributedFailure, Cause
from evals.report import EvalReport, ResultRow

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(report: EvalReport, *, name: str = "protocols eval") -> str:
    """Return the report as JUnit XML; a question that ended in an error is an error there."""
    failures = {failure.id: failure for failure in report.metrics.failures}
    rows = report.results
    suite = ElementTree.Element(
        "testsuite",
        name=name,
        tests=str(len(rows)),
        failures=str(sum(each.cause is not Cause.ERROR for each in failures.values())),
        errors=str(report.metrics.n_errors),
        time=f"{sum(row.latency_ms for row in rows) / 1000:.3f}",
    )
    properties = ElementTree.SubElement(suite, "properties")
    for measure, mean in report.metrics.measures.items():
        if mean.mean is not None:
            ElementTree.SubElement(properties, "property", name=measure, value=f"{mean.mean:.6f}")
    for row in rows:
        suite.append(_case(row, failures.get(row.id), name))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(row: ResultRow, failure: AttributedFailure | None, name: str) -> ElementTree.Element:
    case = ElementTree.Element(
        "testcase", name=_clean(row.id), classname=name, time=f"{row.latency_ms / 1000:.3f}"
    )
    if failure:
        tag = "error" if failure.cause is Cause.ERROR else "failure"
        said = ElementTree.SubElement(
            case,
            tag,
            type=failure.cause.value,
            message=_clean(f"{', '.join(failure.fails)}: {failure.why}"),
        )
        said.text = _clean(f"{MEANING[failure.cause]}\n\n{row.text}")
    return case


def _clean(text: str) -> str:
    """Leave out the characters that XML 1.0 has no way to write."""
    return _NOT_XML.sub("", text)
