"""The names of HTML elements by what they do to a reader or to the parser."""

from __future__ import annotations


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


LINKS = _names("a area")
FIELDS = _names("input textarea select button")
HEADINGS = _names("h1 h2 h3 h4 h5 h6")
# A line of its own.
BLOCKS = HEADINGS | _names("""
    address article aside blockquote body br center dd div dl dt fieldset footer form header hr html li main nav ol option
    p pre section table tbody td tfoot th thead title tr ul
""")
# Nothing inside is text to read; the active ones may show, run or load anything.
ACTIVE = _names("script iframe object svg math")
SKIPPED = ACTIVE | _names("style title template noscript noframes")
# Their text is no markup to the parser.
RAW = _names("script style title textarea xmp noframes iframe noembed")
# Where the end of a block leaves them open, they are opened again in what follows (the HTML standard calls them active
# formatting elements; of links, which are such too, only the last one is opened again).
FORMATTING = _names("b big code em font i nobr s small strike strong tt u")
# They close themselves or the next one closes them: they do not add to the depth.
LIGHT = _names("""
    area base br col embed hr img input link meta source track wbr p li td th tr tbody thead tfoot option dd dt html head
    body colgroup
""")
