"""The figures: what they say, what they leave out, and how they are drawn."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import markdown
import pytest

from reportgen.assessment import assess
from reportgen.assessment.advice import IDEAL_OBSERVERS
from reportgen.catalogs.frameworks import load_catalog
from reportgen.catalogs.terms import load_terms
from reportgen.errors import Location
from reportgen.findings import Assessment, LedgerEntry, LedgerStatus, Status
from reportgen.inventory import load
from reportgen.model import (
    Cluster,
    Deployment,
    Designation,
    Environment,
    FeedbackTime,
    Inventory,
    Namespace,
    NetworkPolicy,
    NodePool,
    Provider,
    ReportRequest,
    Service,
    Stage,
    Taint,
    Update,
    UpdateClass,
)
from reportgen.regulation import Catalog
from reportgen.render import svg
from reportgen.render.drawing.metrics import shorten, width_of, wrap
from reportgen.render.drawing.palette import ROLES
from reportgen.render.drawing.plaintext import one_line, visual
from reportgen.report import figures
from reportgen.report.figures import Match
from reportgen.report.figures.wording import FACES
from reportgen.report.model import STATUS_BADGES
from reportgen.report.words import LEDGER_BADGES
from tests.updates import ORIGIN

AS_OF = dt.date(2024, 12, 16)
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "<script>alert(1)</script>",
    "\"quoted\" & 'single'",
    "two\nlines\tand\x00nul",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "\u202egpj.exe\u202c",
    "w" * 300,
    "{{ x }} | `y` \ufffe",
)


def deployment(name: str, stage: str = "production", **fields: object) -> Deployment:
    placed = {"environment": "prod", "cluster": "wc", "namespace": "shop", "node_pools": ("general",), "uses": ()}
    return Deployment(name=name, application="shop", stage=Stage(stage), origin=ORIGIN, **{**placed, **fields})


def local(name: str = "shop-local", **fields: object) -> Deployment:
    return deployment(name, "local", **{"environment": None, "cluster": None, "namespace": None, "node_pools": None, **fields})


def environment(name: str = "prod", **fields: object) -> Environment:
    taint = Taint(key="elastisys.io/node-type", value="postgresql", effect="NoSchedule")
    pools = (
        NodePool(name="general", taints=(), nodes=("n-0", "n-1"), origin=ORIGIN),
        NodePool(name="postgresql", taints=(taint,), origin=ORIGIN),
        NodePool(name="mystery", origin=ORIGIN),
    )
    spaces = (Namespace(name="shop", network_policy=NetworkPolicy.DEFAULT_DENY, resource_quota=True, origin=ORIGIN),)
    return Environment(
        **{
            "name": name,
            "designation": Designation.PRODUCTION,
            "management_cluster": Cluster(name="mc", kubernetes="v1.30.4", origin=ORIGIN),
            "workload_clusters": (Cluster(name="wc", node_pools=pools, namespaces=spaces, origin=ORIGIN),),
            "services": (
                Service(name="pg-prod", kind="postgresql", version="16.4", cluster="wc", node_pool="postgresql", origin=ORIGIN),
                Service(name="mq-prod", kind="rabbitmq", cluster="wc", origin=ORIGIN),
                Service(name="stray", origin=ORIGIN),
            ),
            "origin": ORIGIN,
            **fields,
        }
    )


def assessed(*deployments: Deployment, environments: tuple[Environment, ...] | None = None) -> Assessment:
    inventory = Inventory(
        report=ReportRequest(origin=ORIGIN),
        provider=Provider(origin=ORIGIN),
        environments=environments or (environment(),),
        deployments=deployments,
    )
    return assess(inventory, Catalog(frameworks=()), None, AS_OF)


def row(version: str, status: str, start: str | None, end: str | None, **fields: object) -> LedgerEntry:
    day = dt.date.fromisoformat(end) if end else None
    return LedgerEntry(
        **{
            "update": Update(
                service="welkin",
                version=version,
                update_class=UpdateClass.MINOR,
                origin=ORIGIN,
                applied_origin=ORIGIN,
                planned_origin=ORIGIN,
            ),
            "environment": "prod",
            "status": LedgerStatus(status),
            "lead": None,
            "deciding_environment": "staging" if start else None,
            "deciding_date": dt.date.fromisoformat(start) if start else None,
            "production_date": day,
            "production_moment": day,
            "earliest": None,
            "reason": "Because.",
            "terms_id": None,
            "terms": None,
            "location": Location("inventory.yaml", 1, 1),
            **fields,
        }
    )


def every_figure(name: str) -> Iterator[svg.Figure]:
    """Yield one figure of each kind in which the name stands wherever a name can stand."""
    place = environment(
        name,
        title=name,
        workload_clusters=(
            Cluster(
                name=name,
                kubernetes=name,
                node_pools=(NodePool(name=name, taints=(Taint(key=name, value=None, effect="NoExecute"),), origin=ORIGIN),),
                namespaces=(Namespace(name=name, pod_security=name, origin=ORIGIN),),
                origin=ORIGIN,
            ),
        ),
        services=(
            Service(name=name, kind=name, version=name, cluster=name, node_pool=name, origin=ORIGIN),
            Service(name=name, origin=ORIGIN),
        ),
    )
    found = assessed(deployment(name, environment=name, cluster=name, namespace=name, node_pools=(name,)), environments=(place,))
    yield figures.composition(found, name)
    yield figures.developer_loop(found, "shop")
    beside = deployment("beside", "staging", environment=name, cluster=name, namespace=name, node_pools=(name,))
    found = assessed(*found.inventory.deployments, beside, environments=(place,))
    yield figures.trade_off(found, found.applications[0])
    yield from figures.timeline(name, [row(name, "breached", "2024-01-02", "2024-01-03", lead=1)], AS_OF)
    yield figures.status_bar(name, {Status.SATISFIED: 3, Status.UNKNOWN: 1})


# What the figures say


def test_composition_says_everything_in_words() -> None:
    """Clusters, pools, Namespaces, deployments and services are in the text alternative and in the table."""
    figure = figures.composition(assessed(deployment("shop-a"), deployment("shop-b", "staging", node_pools=None)), "prod")
    assert figure.designation == "production"
    for fact in (
        "Management Cluster mc",
        "1 Workload Cluster",
        "3 node pools (1 dedicated)",
        "2 deployments (1 production, 1 staging)",
        "pg-prod",
    ):
        assert fact in figure.alt
    table = "\n".join(" | ".join(line) for line in figure.rows)
    for fact in (
        "shop-a (production, on general)",
        "shop-b (staging, Nodes not stated)",
        "postgresql | dedicated · Nodes not listed; pg-prod (postgresql 16.4)",
        "open to every pod · 2 Nodes",
        "mystery | no taint stated",
        "node pool not stated | mq-prod (rabbitmq)",
        "stray (kind not stated)",
    ):
        assert fact in table


def test_composition_never_calls_a_pool_dedicated_without_a_taint() -> None:
    """Only a taint that repels pods makes a pool dedicated; what is not stated is not open either."""
    pools = {pool.name: pool for pool in figures.composition(assessed(), "prod").clusters[0].pools}
    assert {name for name, pool in pools.items() if pool.dedicated} == {"postgresql"}
    assert "open" not in pools["mystery"].words


def test_composition_of_a_thousand_deployments_stays_small_and_counts_the_rest() -> None:
    """What is drawn and what is counted add up to all of them; the drawing fits on a page or two of screen."""
    many = [deployment(f"shop-{n:04}", namespace=f"ns-{n % 200:03}") for n in range(1000)]
    figure = figures.composition(assessed(*many), "prod")
    drawn = [d.name for c in figure.clusters for n in c.namespaces for d in n.deployments]
    rest = [int(n.rest.split()[1]) for c in figure.clusters for n in c.namespaces if n.rest.startswith("and")]
    hidden = re.findall(r"with (\d+) deployments", figure.clusters[0].namespaces_rest)
    assert len(drawn) <= 32
    assert len(drawn) + sum(rest) + int(hidden[0]) == 1000
    drawing = svg.lay_out(figure, prefix="x")
    assert drawing.height < 1250
    assert len(drawing.svg) < 60_000


def test_composition_of_one_crowded_namespace_counts_what_it_does_not_draw() -> None:
    """Production is drawn first, so that what is left out is the rest."""
    many = [deployment(f"shop-{n:02}", "testing") for n in range(20)]
    box = figures.composition(assessed(*many, deployment("shop-live")), "prod").clusters[0].namespaces[0]
    assert box.deployments[0].name == "shop-live"
    assert box.rest == f"and {21 - len(box.deployments)} more deployments"


def test_loop_shows_missing_stages_and_marks_the_ideal() -> None:
    """A stage without a deployment is missing; an undeclared feedback time is the ideal and says so."""
    figure = figures.developer_loop(
        assessed(
            local(feedback_time=FeedbackTime.SECONDS),
            deployment("shop-test", "testing", feedback_time=FeedbackTime.HOURS),
            deployment("shop-staging", "staging"),
            deployment("shop-live"),
        ),
        "shop",
    )
    by_stage = {stage.stage: stage for stage in figure.stages}
    assert list(by_stage) == [Stage.LOCAL, Stage.DEVELOPMENT, Stage.TESTING, Stage.STAGING, Stage.PRODUCTION]
    assert [stage.stage for stage in figure.stages if stage.missing] == [Stage.DEVELOPMENT]
    assert by_stage[Stage.LOCAL].feedback_note == "declared, as the ideal"
    assert by_stage[Stage.TESTING].feedback_note == "declared; ideal: minutes"
    assert (by_stage[Stage.STAGING].feedback, by_stage[Stage.STAGING].feedback_note) == ("hours", "ideal, not stated")
    assert by_stage[Stage.LOCAL].instances[0].place == "outside every Environment"
    assert "Without a deployment: development." in figure.alt


def test_loop_has_integration_only_where_it_is_used() -> None:
    """The page's figure has no integration stage."""
    stages = figures.developer_loop(assessed(deployment("shop-int", "integration")), "shop").stages
    assert stages[2].stage is Stage.INTEGRATION


def test_promotion_table_tells_the_six_cases_apart() -> None:
    """As ideal, ideal but not declared, declared but not ideal, neither, not stated, no deployment."""
    found = assessed(
        local(observers=None),
        deployment("shop-staging", "staging", observers=("my-team", "customers")),
        deployment("shop-live", observers=("customers",)),
    )
    table = figures.promotion_table(found, "shop")
    cells = {(line.group, stage): cell.match for line in table.observers for stage, cell in zip(table.stages, line.cells, strict=True)}
    assert cells["my-team", Stage.STAGING] is Match.AS_IDEAL
    assert cells["qa", Stage.STAGING] is Match.NOT_DECLARED
    assert cells["customers", Stage.STAGING] is Match.SURPLUS
    assert cells["qa", Stage.PRODUCTION] is Match.NEITHER
    assert cells["myself", Stage.LOCAL] is Match.NOT_STATED
    assert cells["qa", Stage.TESTING] is Match.NO_DEPLOYMENT
    assert "customers at staging" in table.alt
    assert tuple(line.group for line in table.observers) == tuple(IDEAL_OBSERVERS)


def test_promotion_table_does_not_guess_for_a_silent_deployment() -> None:
    """Where one deployment of a stage states no observers, nobody can say that a group does not observe the stage."""
    found = assessed(deployment("shop-a", "staging", observers=("qa",)), deployment("shop-b", "staging", observers=None))
    table = figures.promotion_table(found, "shop")
    column = table.stages.index(Stage.STAGING)
    by_group = {line.group: line.cells[column] for line in table.observers}
    assert by_group["qa"].match is Match.AS_IDEAL
    assert "1 of 2" in by_group["qa"].sentence
    assert by_group["customers"].match is Match.NOT_STATED
    assert table.data[column].match is Match.NOT_STATED


def test_isolation_matrix_is_symmetric_and_names_what_is_shared() -> None:
    """Both halves say the same; the diagonal speaks of the members of one group only where there are several."""
    found = assessed(
        deployment("shop-a", uses=("pg-prod",)),
        deployment("shop-b", uses=("pg-prod",)),
        deployment("shop-c", namespace="other", node_pools=("mystery",), uses=("pg-prod",)),
        deployment("shop-d", namespace="third", node_pools=None, uses=None),
    )
    matrix = figures.isolation_matrix(found, "shop")
    size = len(matrix.groups)
    assert size == 3
    for i in range(size):
        for j in range(size):
            assert (matrix.cells[i][j].text, matrix.cells[i][j].shared) == (matrix.cells[j][i].text, matrix.cells[j][i].shared)
    members, pair, unknown = matrix.cells[0]
    assert (members.text, members.css_class) == ("labels", "rg-level-labels")
    assert "Secrets and ConfigMaps" in members.sentence
    assert [mark.text for mark in pair.marks] == ["different Nodes, not enforced", "shares 1 service"]
    assert [mark.text for mark in unknown.marks] == ["Nodes not known", "services not known"]
    assert matrix.cells[1][1].css_class == "rg-level-self"
    assert "Lowest, labels: the members of shop-a." in matrix.alt


def test_isolation_matrix_of_an_application_outside_every_environment_says_so() -> None:
    """No group is a fact, not an error."""
    matrix = figures.isolation_matrix(assessed(local()), "shop")
    assert matrix.groups == ()
    assert "no pair to compare" in matrix.alt


def test_timeline_splits_by_year_and_marks_breaches() -> None:
    """Each year has its own figure; a breach is named in the text and in the drawing."""
    rows = [
        row("v2", "breached", "2024-03-01", "2024-03-05", lead=2),
        row("v1", "kept", "2023-11-20", "2023-12-01", lead=9),
        row("v3", "pending", "2024-12-12", None, earliest=dt.date(2024, 12, 19)),
        row("v0", "unknown", None, None),
    ]
    made = figures.timeline("welkin", rows, AS_OF)
    assert [figure.title for figure in made] == ["welkin, 2023", "welkin, 2024", "welkin, without a date"]
    assert "Breached: welkin@v2 in prod (lead 2)." in made[1].alt
    assert [line.outcome for line in made[1].lines] == ["breached, lead 2", "pending"]
    assert made[1].rows[1][2] == "earliest 2024-12-19 (prod)"
    drawing = svg.draw(made[1], prefix="t")
    assert "breached, lead 2" in drawing
    assert "day of the report, 2024-12-16" in drawing


def test_timeline_of_a_hundred_updates_fits_on_pages() -> None:
    """A full year becomes several figures, none taller than a page; no update is lost."""
    rows = [row(f"v{n:03}", "kept", "2024-03-01", (dt.date(2024, 3, 10) + dt.timedelta(n)).isoformat(), lead=6) for n in range(100)]
    made = figures.timeline("welkin", rows, AS_OF)
    assert [line.label for figure in made for line in figure.lines] == [f"v{n:03}" for n in range(100)]
    assert made[0].title == "welkin, 2024 (1 of 3)"
    assert all(svg.lay_out(figure, prefix="t").height < 1000 for figure in made)


def test_timeline_reaches_back_for_a_long_lead_only_so_far() -> None:
    """A non-production day long before is marked at the edge, and does not squeeze the year."""
    figure = figures.timeline("welkin", [row("v1", "kept", "2022-02-01", "2024-01-20", lead=500)], AS_OF)[0]
    assert figure.first == dt.date(2023, 10, 1)


def test_status_bar_counts_in_order_of_gravity() -> None:
    """Worst first; what does not occur has no segment; nothing at all is said in words."""
    bar = figures.status_bar("Findings", {Status.SATISFIED: 998, Status.NOT_SATISFIED: 2, Status.WAIVED: 0})
    assert [(s.status, s.count, s.percent) for s in bar.segments] == [("not-satisfied", 2, "<1 %"), ("satisfied", 998, "100 %")]
    assert bar.alt == "Findings: 1000 verdicts in all, 2 not satisfied, 998 satisfied."
    assert figures.status_bar("Findings", {}).alt == "Findings: nothing to count."


def test_statuses_look_as_in_the_tables() -> None:
    """A drawing uses the words, marks and tones of the badges."""
    badges = {str(status): badge for status, badge in [*STATUS_BADGES.items(), *LEDGER_BADGES.items()]}
    assert {status: (badge.text, badge.mark, badge.tone) for status, badge in badges.items()} == FACES


# How they are drawn


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("palette", ["site", "print"])
@pytest.mark.parametrize("width", [svg.WIDE, svg.NARROW])
def test_hostile_names_come_out_as_text(name: str, palette: str, width: float) -> None:
    """Every drawing is well-formed, starts with its title and description, and has no element but its own."""
    for figure in every_figure(name):
        root = parsed(svg.draw(figure, prefix="a b", palette=palette, width=width))
        assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
        assert root[0].text == one_line(figure.alt if palette == "print" else figure.title)
        assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
        assert {e.tag for e in root.iter()} <= {f"{SVG}{t}" for t in ("svg", "title", "desc", "rect", "path", "text", "g")}
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", "".join(root.itertext()))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("width", [svg.WIDE, svg.NARROW])
def test_texts_neither_overlap_nor_leave_the_drawing(name: str, width: float) -> None:
    """The boxes of all texts are apart and inside the view box, for long names too."""
    for figure in every_figure(name):
        drawing = svg.lay_out(figure, prefix="x", width=width)
        assert_texts_apart(drawing)


def parsed(drawing: str) -> ET.Element:
    return ET.fromstring(drawing)  # noqa: S314  our own output, without a document type


def assert_texts_apart(drawing: svg.Drawing) -> None:
    for i, one in enumerate(drawing.texts):
        assert one.left >= 0, one
        assert one.right <= drawing.width + 0.5, one
        assert one.bottom <= drawing.height, one
        for other in drawing.texts[i + 1 :]:
            apart = one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
            assert apart, (one, other)


def test_shortened_names_keep_the_full_one_as_a_tooltip() -> None:
    """Nothing is lost where a name is too long to be drawn."""
    name = "w" * 300
    drawing = svg.draw(figures.composition(assessed(deployment(name)), "prod"), prefix="x")
    assert f"<title>{name}</title>" in drawing
    assert "…</text>" in drawing


def test_palettes_suit_their_media() -> None:
    """The site's colours can change with the scheme; paper's are plain, since WeasyPrint resolves no variable in a drawing."""
    for figure in every_figure("shop"):
        site, paper = svg.draw(figure, prefix="x"), svg.draw(figure, prefix="x", palette="print")
        assert "var(--rg-ink,#" in site
        assert "font-family:inherit" in site
        assert "var(" not in paper
        assert "style=" not in paper
        assert set(re.findall(r"var\(--rg-([a-z0-9-]+),", site)) <= set(ROLES)
        for drawing in (site, paper):
            assert "\n" not in drawing
            assert not re.search(r"href=|url\(|<script|<style|@import", drawing)


@pytest.mark.parametrize("scheme", [0, 1])
def test_text_has_enough_contrast_in_both_schemes(scheme: int) -> None:
    """WCAG 2.2 asks for 4.5 to 1 for text and 3 to 1 for marks."""
    grounds = ("frame", "panel", "card", "paper")
    stages = [role for role in ROLES if role.startswith("stage-") and not role.endswith("ink") and role != "stage-production"]
    pairs = [(ink, ground) for ink in ("ink", "muted", "bad", "good", "open", "warn") for ground in grounds]
    pairs += [("stage-ink", stage) for stage in stages] + [("stage-production-ink", "stage-production")]
    pairs += [("paper", fill) for fill in ("good", "good-2", "bad", "open", "open-2", "warn", "plain", "muted-fill")]
    low = {pair: round(contrast(*(ROLES[role][scheme] for role in pair)), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_links_turn_an_image_into_a_group() -> None:
    """What is inside an image cannot be reached with the keyboard."""
    figure = figures.composition(assessed(deployment("shop-a")), "prod")
    assert 'role="img"' in svg.draw(figure, prefix="x")
    linked = svg.draw(figure, prefix="x", links={"shop-a": '../a/?q="&x'})
    assert 'role="group"' in linked
    assert parsed(linked).find(f".//{SVG}a[@href]").get("href") == '../a/?q="&x'


def test_ids_differ_between_the_two_widths_of_a_page() -> None:
    """A page holds both drawings, so no id occurs twice."""
    block = svg.responsive(figures.status_bar("Findings", {Status.SATISFIED: 1}), prefix="bar")
    ids = re.findall(r' id="([^"]+)"', block)
    assert len(ids) == len(set(ids)) == 4


def test_a_block_passes_through_markdown_unchanged() -> None:
    """Names with Markdown in them stay text."""
    block = svg.responsive(figures.composition(assessed(deployment("*x*_y_\n\n# h")), "prod"), prefix="c")
    assert block in markdown.markdown(f"# Title\n\n{block}\n\ntext", extensions=["md_in_html"])


def test_drawing_twice_gives_the_same_text() -> None:
    """Nothing but the figure and the arguments decides."""
    first = [svg.draw(figure, prefix="x") for figure in every_figure("shop")]
    assert first == [svg.draw(figure, prefix="x") for figure in every_figure("shop")]


def test_wrapping_keeps_every_letter_that_fits() -> None:
    """Lines break after spaces and hyphens, and no line is wider than asked for."""
    lines = wrap("cardio-viewer-testing-algorithms", 12, 100, 4)
    assert "".join(lines) == "cardio-viewer-testing-algorithms"
    assert all(width_of(line, 12) <= 100 for line in lines)
    assert shorten("abc", 12, 100) == "abc"
    assert wrap("", 12, 100, 2) == ("",)


def test_a_sentence_breaks_between_words() -> None:
    """On a phone, the note about the Management Cluster keeps its words whole."""
    drawing = svg.lay_out(figures.composition(assessed(), "prod"), prefix="x", width=svg.NARROW)
    words = {word for box in drawing.texts for word in box.text.split()}
    assert {"Logs,", "metrics", "registry:", "shared", "every", "Workload", "Cluster"} <= words


def test_right_to_left_names_are_turned_round_for_paper() -> None:
    """WeasyPrint sets the letters of a drawing from left to right; runs of right-to-left letters are reversed for it."""
    assert visual("shop-\u05d0\u05d1\u05d2-x") == "shop-\u05d2\u05d1\u05d0-x"
    assert visual("\u05d0\u05d1 \u05d2 x") == "\u05d2 \u05d1\u05d0 x"
    assert visual("shop") == "shop"


# The example inventory


@pytest.fixture(scope="module")
def acme() -> Assessment:
    root = Path(__file__).parent.parent / "inventories" / "acme-care"
    extra = [(path.name, path.read_bytes()) for path in sorted(root.glob("*.catalog.yaml"))]
    terms = load_terms()
    catalog = load_catalog(extra)
    inventory = load(root, catalog=catalog, terms_zones={name: item.calendar.zone for name, item in terms.items()}, as_of=None)
    return assess(inventory, catalog, terms["elastisys"], AS_OF)


def test_example_inventory_draws_without_overlap(acme: Assessment) -> None:
    """Every figure of acme-care, wide and narrow."""
    drawn = [figures.composition(acme, e.name) for e in acme.inventory.environments]
    drawn += [figures.developer_loop(acme, a.name) for a in acme.applications]
    drawn += [found for a in acme.applications if (found := figures.trade_off(acme, a)).layouts]
    drawn += figures.timeline("welkin", [r for r in acme.ledger if r.update.service == "welkin"], AS_OF)
    assert len(drawn) >= 9
    for figure in drawn:
        for width in (svg.WIDE, svg.NARROW):
            assert_texts_apart(svg.lay_out(figure, prefix="x", width=width))


def test_example_breach_is_named(acme: Assessment) -> None:
    """Version v0.40.1 of welkin reached production first."""
    made = figures.timeline("welkin", [r for r in acme.ledger if r.update.service == "welkin"], AS_OF)
    assert "welkin@v0.40.1 in prod" in made[-1].alt
