"""Charts as SVG made on the server; every chart has its numbers as a table beside it.

The drawing stands inside the page and takes its colours and letters from console.css, so that it follows light and dark;
the library's own style sheet is left out, since the page's policy allows none.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

_DROPPED = re.compile(
    r"<style.*?</style>|<script.*?</script>|<defs>.*?</defs>|<title>Pygal</title>|<!--.*?-->|\sstyle=\"[^\"]*\"",
    re.DOTALL,
)
_OPENING = re.compile(r"<svg\b[^>]*?(viewBox=\"[^\"]*\")[^>]*>")


def bar_chart(
    *, title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], height: int = 260
) -> SafeString:
    """Upright bars, one group per label; every series has a value per label. `height` is in units of 640 to the width."""
    graph = _library().Bar(**_settings(height))
    graph.x_labels = list(labels)
    return _drawn(graph, title, series)


def share_row(*, title: str, parts: Sequence[tuple[str, float]]) -> SafeString:
    """One row cut into parts, each as long as its value."""
    graph = _library().HorizontalStackedBar(
        **_settings(44), show_x_labels=False, show_y_labels=False, show_x_guides=False, show_y_guides=False
    )
    graph.range = (0, sum(value for _, value in parts) or 1)
    graph.x_labels = [""]
    return _drawn(graph, title, [(name, [value]) for name, value in parts])


def _library() -> Any:
    """The library, loaded when first needed: it costs 60 ms, and most pages have no chart."""
    import pygal

    # It hooks into Python's import to find its maps, in a form that Python 3.11 warns of at every later import.
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != pygal.__name__]
    return pygal


def _settings(height: int) -> dict[str, Any]:
    return {
        "width": 640,
        "height": height,
        "js": [],
        "show_legend": False,
        "margin": 2,
        "spacing": 4,
        "explicit_size": False,
        "print_values": False,
    }


def _drawn(graph: Any, title: str, series: Sequence[tuple[str, Sequence[float]]]) -> SafeString:
    for name, values in series:
        graph.add(name, list(values))
    rendered = graph.render(disable_xml_declaration=True)
    drawing = _DROPPED.sub("", rendered if isinstance(rendered, str) else rendered.decode())
    opening = rf'<svg class="drawing" xmlns="http://www.w3.org/2000/svg" \1 role="img" aria-label="{escape(title)}">'
    return mark_safe(_OPENING.sub(opening, drawing, count=1))
