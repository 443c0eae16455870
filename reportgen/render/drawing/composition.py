"""Draw the composition of an Environment: nested boxes, the Management Cluster above what it serves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from reportgen.language import tr
from reportgen.render.drawing.canvas import HEAD, SMALL, Canvas
from reportgen.render.drawing.marks import cylinder, lock
from reportgen.render.drawing.metrics import width_of
from reportgen.report.figures import ClusterBox, Composition, DeploymentMark, NamespaceBox, PoolBox, ServiceMark

PAD: Final = 12.0
GAP: Final = 8.0
NARROW: Final = 480.0
"""Below this width everything stands in one column."""

T = TypeVar("T")


def draw_composition(canvas: Canvas, figure: Composition) -> float:
    """Draw the Environment at the full width; return the height."""
    inner = canvas.width - 2 * PAD
    start = len(canvas.parts)
    y = _head(canvas, figure)
    y = _management(canvas, figure, y, inner)
    for cluster in figure.clusters:
        y = _cluster(canvas, cluster, PAD, y + GAP, inner)
    if figure.clusters_rest:
        canvas.text(PAD + 4, y + 20, figure.clusters_rest, fill="muted", width=inner)
        y += 26
    if figure.services:
        canvas.text(PAD + 4, y + 20, tr("Additional services without a Workload Cluster"), size=SMALL, bold=True, fill="muted", width=inner)
        y = _services(canvas, figure.services, PAD + 4, y + 36, inner - 8) - 6
    _behind(canvas, start, 0.5, 0.5, canvas.width - 1, y + PAD - 0.5, fill="frame", stroke="line", radius=10)
    return y + PAD + 0.5


def _behind(
    canvas: Canvas, start: int, x: float, y: float, w: float, h: float, *, fill: str, stroke: str, radius: float, thick: float = 1
) -> None:
    """Put a box behind what was drawn since ``start``: its height is only known afterwards."""
    canvas.rect(x, y, w, h, fill=fill, stroke=stroke, radius=radius, thick=thick)
    canvas.parts.insert(start, canvas.parts.pop())


def _head(canvas: Canvas, figure: Composition) -> float:
    inner = canvas.width - 2 * PAD
    chip = width_of(figure.designation, SMALL) + 14
    beside = chip + 180 < inner
    y = canvas.lines(PAD, 27, figure.heading, size=HEAD, bold=True, width=inner - (chip + 10 if beside else 0), most=2)
    filled = figure.is_production
    look = ("stage-production", "stage-production-ink", None) if filled else ("panel", "ink", "line")
    if beside:
        canvas.chip(canvas.width - PAD, 26, figure.designation, fill=look[0], ink=look[1], stroke=look[2], anchor="end")
    else:
        y += 22
        canvas.chip(PAD, y, figure.designation, fill=look[0], ink=look[1], stroke=look[2])
    return canvas.lines(PAD, y + 19, figure.facts, size=SMALL, fill="muted", width=inner, most=3) + 10


def _management(canvas: Canvas, figure: Composition, y: float, width: float) -> float:
    start = len(canvas.parts)
    below = canvas.lines(PAD + 16, y + 18, figure.management, bold=True, width=width - 28, most=2)
    below = canvas.lines(PAD + 16, below + 16, figure.management_note, size=SMALL, fill="muted", width=width - 28, most=3)
    _behind(canvas, start, PAD, y, width, below + 9 - y, fill="panel", stroke="line", radius=6)
    canvas.rect(PAD, y + 6, 4, below - 3 - y, fill="accent", radius=2)
    return below + 9


def _cluster(canvas: Canvas, cluster: ClusterBox, x: float, top: float, width: float) -> float:
    start = len(canvas.parts)
    left, inner = x + PAD, width - 2 * PAD
    title = tr("Workload Cluster {name}", name=cluster.name)
    version = width_of(cluster.kubernetes, SMALL)
    beside = width_of(title, 13, bold=True) + version + 16 < inner
    y = canvas.lines(left, top + 21, title, size=13, bold=True, width=inner, most=2)
    if beside:
        canvas.text(x + width - PAD, y, cluster.kubernetes, size=SMALL, fill="muted", anchor="end")
    else:
        y += 16
        canvas.text(left, y, cluster.kubernetes, size=SMALL, fill="muted", width=inner)
    columns = 1 if canvas.width < NARROW else 2
    y = _grid(canvas, cluster.namespaces, left, y + 10, inner, columns, _namespace)
    y = _note(canvas, cluster.namespaces_rest, left, y, inner)
    if cluster.pools or cluster.pools_rest:
        y = _label(canvas, tr("Node pools"), left, y, inner)
        y = _grid(canvas, cluster.pools, left, y, inner, 1 if canvas.width < NARROW else 3, _pool)
        y = _note(canvas, cluster.pools_rest, left, y, inner)
    if cluster.services:
        y = _label(canvas, tr("Additional services, node pool not stated"), left, y, inner)
        y = _services(canvas, cluster.services, left, y + 12, inner)
    _behind(canvas, start, x, top, width, y + 4 - top, fill="panel", stroke="line", radius=8)
    return y + 4


def _label(canvas: Canvas, text: str, x: float, y: float, width: float) -> float:
    canvas.text(x, y + 12, text, size=SMALL, bold=True, fill="muted", width=width)
    return y + 19


def _note(canvas: Canvas, text: str, x: float, y: float, width: float) -> float:
    if not text:
        return y
    canvas.text(x, y + 11, text, size=SMALL, fill="muted", width=width)
    return y + 20


def _grid(
    canvas: Canvas, boxes: Sequence[T], x: float, y: float, width: float, columns: int,
    draw: Callable[[Canvas, T, float, float, float], tuple[float, str]],
) -> float:  # fmt: skip
    """Draw boxes in rows; those of one row share the height of the tallest. ``draw`` returns a box's lower edge and its border."""
    wide = (width - GAP * (columns - 1)) / columns
    for first in range(0, len(boxes), columns):
        row = boxes[first : first + columns]
        start = len(canvas.parts)
        drawn = [draw(canvas, box, x + i * (wide + GAP), y, wide) for i, box in enumerate(row)]
        bottom = max(edge for edge, _ in drawn)
        for i, (_, stroke) in enumerate(drawn):
            thick = 1.6 if stroke == "lock" else 1
            _behind(canvas, start, x + i * (wide + GAP), y, wide, bottom - y, fill="card", stroke=stroke, radius=6, thick=thick)
        y = bottom + GAP
    return y


def _namespace(canvas: Canvas, box: NamespaceBox, x: float, y: float, width: float) -> tuple[float, str]:
    inner = width - 20
    below = canvas.lines(x + 10, y + 18, tr("Namespace {name}", name=box.name), bold=True, width=inner, most=2)
    below = canvas.lines(x + 10, below + 15, box.guards, size=SMALL, fill="muted", width=inner, most=2) + 6
    for deployment in box.deployments:
        with canvas.link(deployment.name):
            below = _deployment(canvas, deployment, x + 6, below + 4, width - 12)
    if box.rest:
        canvas.text(x + 10, below + 14, box.rest, size=SMALL, fill="muted", width=inner)
        below += 18
    return below + 6, "hair"


def _deployment(canvas: Canvas, mark: DeploymentMark, x: float, y: float, width: float) -> float:
    start = len(canvas.parts)
    below = canvas.lines(x + 8, y + 16, mark.name, width=width - 16, most=2)
    chip = canvas.stage(x + 8, below + 18.5, mark.stage.value, mark.stage_title)
    canvas.text(x + 16 + chip, below + 18.5, mark.nodes, size=SMALL, fill="muted", width=width - chip - 24)
    _behind(canvas, start, x, y, width, below + 28 - y, fill="panel", stroke="hair", radius=5)
    return below + 28


def _pool(canvas: Canvas, box: PoolBox, x: float, y: float, width: float) -> tuple[float, str]:
    shift = 14 if box.dedicated else 0
    below = canvas.lines(x + 10 + shift, y + 18, box.name, bold=True, width=width - 20 - shift, most=2)
    if box.dedicated:
        lock(canvas, x + 10, y + 18)
    below = canvas.lines(x + 10, below + 15, box.words, size=SMALL, fill="muted", width=width - 20, most=2)
    for service in box.services:
        below = _service(canvas, service, x + 10, below + 17, width - 20)
    if box.rest:
        canvas.text(x + 10, below + 16, box.rest, size=SMALL, fill="muted", width=width - 20)
        below += 16
    return below + 9, "lock" if box.dedicated else "hair"


def _service(canvas: Canvas, service: ServiceMark, x: float, y: float, width: float) -> float:
    """Draw a service with its base line at ``y``; return the base line of its last line."""
    cylinder(canvas, x, y)
    name = canvas.text(x + 13, y, service.name, size=SMALL, width=width - 13)
    room = width - 19 - name
    if width_of(service.words, SMALL) <= room:
        canvas.text(x + 19 + name, y, service.words, size=SMALL, fill="muted")
        return y
    canvas.text(x + 13, y + 14, service.words, size=SMALL, fill="muted", width=width - 13)
    return y + 14


def _services(canvas: Canvas, services: Sequence[ServiceMark], x: float, y: float, width: float) -> float:
    for service in services:
        y = _service(canvas, service, x, y, width) + 17
    return y
