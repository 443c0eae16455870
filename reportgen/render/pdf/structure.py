"""The structure tree of a PDF before it is written: what WeasyPrint leaves out, or says less well than the document knows it.

What a reader hears depends on it: which cell heads which, what a link leads to, where a figure stands, and that running headers and
footers are no part of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pydyf

PIXEL: Final = 0.75
"""A CSS pixel in points."""


class Tree:
    """Walk the structure elements of a PDF that is not yet written."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.root = self.at(pdf.catalog["StructTreeRoot"])

    def at(self, reference: bytes) -> Any:
        """Return the object behind a reference."""
        return self.pdf.objects[int(reference.split()[0])]

    def kids(self, element: Any) -> Iterator[Any]:
        """Yield the structure elements right below one."""
        for kid in element["K"]:
            if isinstance(kid, bytes):
                found = self.at(kid)
                if found.get("Type") == "/StructElem":
                    yield found

    def below(self, element: Any) -> Iterator[Any]:
        """Yield every structure element below one, in reading order."""
        for kid in self.kids(element):
            yield kid
            yield from self.below(kid)


def mend(document: Any, pdf: Any) -> None:
    """Mend the structure of a PDF: running text, tables, figures and links."""
    tree = Tree(pdf)
    elements = [*tree.below(tree.root)]
    _running_text(tree, {element.number for element in elements})
    _links(document)
    _one_link_each(tree, elements)
    identified: list[Any] = []
    for element in elements:
        if element["S"] == "/Table":
            identified += _heads(tree, element)
        elif element["S"] == "/Figure":
            _place(document, pdf, element)
    _name_tree(tree, identified)


def _running_text(tree: Tree, known: set[int]) -> None:
    """Make artifacts of what is tagged but stands nowhere in the tree: WeasyPrint does so with the boxes in the margins."""
    numbers = tree.at(tree.root["ParentTree"])["Nums"]
    pages = tree.pdf.pages["Kids"][::3]
    for page, owners in zip(pages, numbers[1 : 2 * len(pages) : 2], strict=True):
        running = {mcid for mcid, owner in enumerate(owners) if tree.at(owner).number not in known}
        for mcid in running:
            tree.at(owners[mcid]).clear()
            owners[mcid] = "null"
        while owners and owners[-1] == "null":
            owners.pop()
        content = tree.at(tree.pdf.objects[page]["Contents"]).stream
        for i, part in enumerate(content):
            if isinstance(part, pydyf.Dictionary) and part.get("MCID") in running:
                content[i - 1 : i + 1] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]


def _heads(tree: Tree, table: Any) -> Iterator[Any]:
    """Say of each head which way it goes; yield the heads of tables in which a row has several, each for the cells right of it."""
    for part in tree.below(table):
        if part["S"] != "/TR":
            continue
        cells = [*tree.kids(part)]
        heads = [cell for cell in cells if cell["S"] == "/TH"]
        is_row_of_heads = len(heads) == len(cells)
        for head in heads:
            head["A"]["Scope"] = "/Column" if is_row_of_heads else "/Row"
        nearest = None
        for cell in cells:
            if cell["S"] == "/TH":
                nearest = cell
            cell["A"].pop("Headers", None)
            if cell["S"] == "/TD" and nearest is not None and len(heads) > 1:
                cell["A"]["Headers"] = pydyf.Array([nearest["ID"]])
        if len(heads) > 1 and not is_row_of_heads:
            yield from heads
        else:
            for head in heads:
                head.pop("ID", None)


def _name_tree(tree: Tree, identified: list[Any]) -> None:
    """List the elements that have an id, sorted by it."""
    if identified:
        names = pydyf.Array()
        for element in sorted(identified, key=lambda element: bytes(element["ID"].data)):
            names.extend((element["ID"], element.reference))
        ids = pydyf.Dictionary({"Names": names, "Limits": pydyf.Array([names[0], names[-2]])})
        tree.pdf.add_object(ids)
        tree.root["IDTree"] = pydyf.Dictionary({"Kids": pydyf.Array([ids.reference])})


def _place(document: Any, pdf: Any, figure: Any) -> None:
    """Give the place of a figure in the page's own coordinates: from the lower left, in points."""
    page = document.pages[pdf.page_references.index(figure["Pg"])]
    left, top, right, bottom = figure["A"]["BBox"]
    figure["A"]["BBox"] = pydyf.Array(
        (left * PIXEL, (page.height - bottom) * PIXEL, right * PIXEL, (page.height - top) * PIXEL),
    )


def _links(document: Any) -> None:
    """Describe each link by its own words: WeasyPrint describes it by the name of its target."""
    for page in document.pages:
        for _kind, target, _rectangle, box in page.links:
            if box.link_annotation is not None:
                words = " ".join("".join(box.element.itertext()).split())
                box.link_annotation["Contents"] = pydyf.String(words or target)


def _one_link_each(tree: Tree, elements: list[Any]) -> None:
    """Take away the links inside of links: WeasyPrint makes one more for every element that a link contains."""
    dropped = set()
    for inner in [inner for element in elements if element["S"] == "/Link" for inner in tree.below(element)]:
        for kid in [kid for kid in inner["K"] if isinstance(kid, bytes) and tree.at(kid).get("Type") == "/OBJR"]:
            dropped.add(tree.at(kid)["Obj"])
            inner["K"].remove(kid)
            inner["S"] = "/Span"
    numbers = tree.at(tree.root["ParentTree"])["Nums"]
    gone = {tree.at(reference).get("StructParent") for reference in dropped}
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    first = len(tree.pdf.pages["Kids"]) // 3
    numbers[:] = [item for number, value in pairs if number < first or number not in gone for item in (number, value)]
    for page in tree.pdf.pages["Kids"][::3]:
        annotations = tree.pdf.objects[page].get("Annots", [])
        annotations[:] = [reference for reference in annotations if reference not in dropped]
    for reference in dropped:
        tree.at(reference).clear()
