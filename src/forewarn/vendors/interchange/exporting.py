"""The register as a file: YAML for people who keep it beside their code, CSV for those who keep it in a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import yaml

from forewarn.vendors.fact_table import FACTS
from forewarn.vendors.interchange.cells import written
from forewarn.vendors.interchange.planning import Entry
from forewarn.vendors.interchange.reading import FORMAT, FORMAT_VERSION

_LINE = 110  # characters, after which a text goes on in the next line


def as_yaml(register: Iterable[Entry]) -> str:
    """Every vendor with all that the register says of it, in the order of the register; reading it changes nothing."""
    whole: dict[str, Any] = {FORMAT: FORMAT_VERSION, "vendors": [_document(entry) for entry in register]}
    return yaml.dump(whole, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_LINE)


def as_csv(register: Iterable[Entry]) -> str:
    """The same as a table, with a column for each fact that any vendor has."""
    documents = [_document(entry) for entry in register]
    used = {code for document in documents for code in document} | {"id", "state", "name"}
    columns = [code for code in ("id", "state", *FACTS, "translations") if code in used]
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(columns)
    table.writerows([written(document.get(code)) for code in columns] for document in documents)
    return out.getvalue()


def _document(entry: Entry) -> dict[str, Any]:
    facts = {code: entry.facts[code] for code in (*FACTS, "translations") if code in entry.facts}
    facts.setdefault("name", entry.name)
    state = {"state": entry.state.value} if entry.state else {}
    return {"id": entry.slug, **state, **facts}


class _Dumper(yaml.SafeDumper):
    """Lists stand under their name, indented as people write them; equal values are written out, not referred to."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists too."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """No anchors."""
        return True
