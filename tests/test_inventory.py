"""Reading inventories: what is valid becomes the model, what is not becomes problems, all of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.errors import InputError, Location, Problem
from reportgen.inventory import CompanionKind, find_companions, json_schema
from reportgen.model import NEVER, Inventory, NetworkPolicy, Stage, Taint, UpdateClass
from reportgen.slug import MAX_LENGTH, slug
from reportgen.source import read_yaml
from tests.reading import read

INVALID = Path(__file__).parent / "invalid"
HEAD = "schema: reportgen/v1\nreport: {as_of: 2024-12-16}\n"
PROD = """environments:
  - name: prod
    workload_clusters: [{name: prod-wc, node_pools: [{name: general}]}]
"""


def inventory(folder: Path, text: str, name: str = "inventory.yaml") -> Inventory:
    path = folder / name
    path.write_text(text)
    return read(path)


def tree(folder: Path, **files: str) -> Path:
    """Write files into a directory; two underscores in a name stand for a slash."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def problems(path: Path, as_of: dt.date | None = None) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read(path, as_of)
    return caught.value.problems


def messages(folder: Path, text: str) -> list[str]:
    path = folder / "inventory.yaml"
    path.write_text(text)
    return [problem.message for problem in problems(path)]


@pytest.mark.parametrize("path", sorted(INVALID.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_invalid_inventory_gives_the_problems_beside_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every problem of the file, each at its line and column with its hint, and no other."""
    monkeypatch.chdir(INVALID)
    found = [f"{str(p).removeprefix(f'{path.name}:').replace(': ', ' ', 1)}" for p in problems(Path(path.name))]
    assert found == path.with_suffix(".expected").read_text().splitlines()


EVERYTHING = """schema: reportgen/v1
organization: {name: Acme Care AB, id: acme-care}
report:
  title: T
  as_of: 2024-12-16
  frameworks: [iso, {id: nist, baseline: low, even_if_not_in_force: true}]
  language: sv
  completeness: {attested_by: Head, on: 2024-12-10}
  patch_deadline_days: {critical: 7, other: 30.5}
  branding: {page_size: Letter, colors: {primary: "#14304F"}, font: Rubik, confidentiality: Internal, draft: true}
provider: {terms_of_service: elastisys, plan: managed, terms_version: 2023-05-11}
environments:
  - name: prod
    designation: production
    in_service: 2023-10-02
    infrastructure: {provider: P, region: R, hardware: shared}
    management_cluster: {name: prod-mc, kubernetes: v1.30.4}
    workload_clusters:
      - name: prod-wc
        node_pools:
          - {name: general, nodes: [], labels: {}, taints: []}
          - {name: pg, nodes: [n0], labels: {a: b}, taints: ["k=v:NoSchedule", "k:NoExecute", {key: x, effect: PreferNoSchedule}]}
        namespaces:
          - {name: a, network_policy: false}
          - {name: b, network_policy: true, resource_quota: false, pod_security: restricted}
    services: [{name: pg-prod, kind: postgresql, version: "16.4", cluster: prod-wc, node_pool: pg}]
deployments:
  - name: shop
    application: shop
    stage: production
    environment: prod
    namespace: not-declared
    node_pools: [general]
    security_zone: none
    data: customer
    data_categories: [personal, genetic]
    manufacturer_required_level: 4
    observers: []
    uses: [pg-prod, crm]
    protection_need: very-high
  - {name: laptop, application: shop, stage: local}
external_services: [{name: crm}]
updates:
  - service: welkin
    version: v1
    class: minor
    released: 2024-11-14
    applied: {prod: [2024-11-29T08:00:00+01:00, 2024-11-28]}
    approvals: []
    rollback: none
    rolled_back: {prod: 2024-12-01}
  - {service: postgresql, version: "16", applied: {prod: never}, planned: {prod: 2025-01-01T09:00Z}}
waivers:
  - {id: W, requirement: iso/a.1, updates: [welkin@v1], reason: r, approved_by: C, approved_on: 2024-06-01, expires: 2025-05-31}
evidence:
  - {id: E, requirement: iso/a.1, deployments: [shop], statement: s, collected: 2024-05-02, checks: [isolation_level], file: e/a.pdf}
remediations:
  - {requirement: iso/a.1, environments: [prod], owner: o, due: 2025-02-28, ticket: T-1}
"""


@pytest.fixture
def everything(tmp_path: Path) -> Inventory:
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "a.pdf").write_bytes(b"%PDF")
    return inventory(tmp_path, EVERYTHING)


def test_every_field_reaches_the_model(everything: Inventory) -> None:
    """What the contract's format can say, the model says, in the model's words."""
    assert [choice.id for choice in everything.report.frameworks] == ["iso", "nist"]
    assert everything.report.frameworks[1].even_if_not_in_force
    assert everything.report.patch_deadline_days == {"critical": 7, "other": 30.5}
    assert everything.provider.terms_version == dt.date(2023, 5, 11)
    (prod,) = everything.environments
    general, pg = prod.workload_clusters[0].node_pools
    assert (general.nodes, general.labels, general.taints) == ((), (), ())
    assert pg.labels == (("a", "b"),)
    assert pg.taints is not None
    assert pg.taints[:2] == (Taint(key="k", value="v", effect="NoSchedule"), Taint(key="k", value=None, effect="NoExecute"))
    spaces = prod.workload_clusters[0].namespaces
    assert [space.network_policy for space in spaces] == [NetworkPolicy.NONE, NetworkPolicy.PRESENT]
    shop, laptop = everything.deployments
    assert (shop.stage, shop.cluster, shop.security_zone, shop.manufacturer_required_level) == (
        Stage.PRODUCTION,
        "prod-wc",
        "none",
        "cluster",
    )
    assert (laptop.environment, laptop.cluster, laptop.namespace) == (None, None, None)


def test_updates_reach_the_model(everything: Inventory) -> None:
    """Moments are ordered, ``never`` is a value of its own, a planned time keeps its offset."""
    assert everything.updates is not None
    welkin, postgresql = everything.updates
    assert welkin.update_class is UpdateClass.MINOR
    zone = dt.timezone(dt.timedelta(hours=1))
    assert welkin.applied == {"prod": (dt.date(2024, 11, 28), dt.datetime(2024, 11, 29, 8, tzinfo=zone))}
    assert (welkin.approvals, welkin.tested, welkin.rollback) == ((), None, "none")
    assert postgresql.applied == {"prod": NEVER}
    assert postgresql.planned == {"prod": dt.datetime(2025, 1, 1, 9, tzinfo=dt.UTC)}


def test_absent_and_empty_stay_different(everything: Inventory) -> None:
    """Absent is None, an empty list is a fact."""
    shop, laptop = everything.deployments
    assert (shop.observers, laptop.observers) == ((), None)
    assert (shop.uses, laptop.uses) == (("pg-prod", "crm"), None)
    assert (shop.node_pools, laptop.node_pools, shop.access_groups) == (("general",), None, None)


def test_updates_that_are_not_given_are_unknown(tmp_path: Path) -> None:
    """No ``updates`` key, or a null, is None; an empty list is a statement."""
    given = [inventory(tmp_path, HEAD + text).updates for text in ("", "updates:\n", "updates: []\n")]
    assert given == [None, None, ()]


def test_inputs_name_every_file_with_its_digest(everything: Inventory) -> None:
    """Evidence files are among the inputs; paths are relative to the inventory."""
    assert [file.path for file in everything.inputs] == ["e/a.pdf", "inventory.yaml"]
    assert everything.inputs[0].sha256 == hashlib.sha256(b"%PDF").hexdigest() == everything.evidence[0].sha256


def test_origins_point_at_values(tmp_path: Path) -> None:
    """Entries, fields and the Environments of an update know where they stand."""
    path = tmp_path / "a" / "i.yaml"
    path.parent.mkdir()
    path.write_text(HEAD + PROD + "updates:\n  - service: welkin\n    version: v1\n    applied: {prod: 2024-01-01}\n")
    read_back = read(path)
    assert read_back.updates is not None
    (update,) = read_back.updates
    assert update.origin.location() == Location(path.name, 7, 5)
    assert update.origin.at("version") == Location(path.name, 8, 14)
    assert update.applied_origin.at("prod") == Location(path.name, 9, 21)
    assert update.planned_origin.location() == update.origin.location()


def test_a_null_is_the_same_as_absence(tmp_path: Path) -> None:
    """Every optional field may be null."""
    text = (
        HEAD
        + PROD
        + "deployments:\n  - {name: a, application: a, stage: staging, environment: prod, namespace: n, uses: null, release: null}\n"
    )
    (deployment,) = inventory(tmp_path, text).deployments
    assert (deployment.uses, deployment.release) == (None, None)


def test_defaults_lie_under_entries(tmp_path: Path) -> None:
    """An entry's own value wins, a null too; mappings are merged; lists are not."""
    text = f"""{HEAD}{PROD}defaults:
  deployments: {{uses: [], release: {{kind: helm, name: r}}, environment: prod, namespace: n, application: app, stage: staging}}
deployments:
  - {{name: a}}
  - {{name: b, uses: null, release: {{name: own}}}}
"""
    a, b = inventory(tmp_path, text).deployments
    assert a.release is not None
    assert b.release is not None
    assert (a.uses, a.release.name, a.cluster) == ((), "r", "prod-wc")
    assert (b.uses, b.release.kind, b.release.name) == (None, "helm", "own")
    assert a.origin.location().line == 9


def test_a_wrong_default_is_one_problem(tmp_path: Path) -> None:
    """A mistake in ``defaults`` is named once, however many entries it would reach."""
    entries = "".join(f"  - {{name: d{i}, application: a, stage: local}}\n" for i in range(50))
    found = messages(tmp_path, f"{HEAD}defaults: {{deployments: {{owner: 5}}}}\ndeployments:\n{entries}")
    assert found == ["text is wanted, not the number 5"]


def test_files_of_a_directory_are_merged(tmp_path: Path) -> None:
    """Mappings by key, lists by appending in the order of the paths; hidden files and other suffixes are passed over."""
    folder = tree(
        tmp_path,
        b__two=f"{PROD}report: {{title: T}}\ndeployments: [{{name: d2, application: a, stage: local}}]\n",
        a__one=f"{HEAD}deployments: [{{name: d1, application: a, stage: local}}]\n",
        _hidden__x="",
    )
    (folder / "_hidden").rename(folder / ".hidden")
    (folder / "notes.txt").write_text("{{{")
    merged = read(folder)
    assert [deployment.name for deployment in merged.deployments] == ["d1", "d2"]
    assert (merged.report.title, merged.report.as_of) == ("T", dt.date(2024, 12, 16))
    assert [file.path for file in merged.inputs] == ["a/one.yaml", "b/two.yaml"]
    assert merged.deployments[1].origin.file == "b/two.yaml"


def test_the_order_of_files_and_keys_is_irrelevant(tmp_path: Path) -> None:
    """The same statements in other files and another order of keys are the same inventory."""
    parts = {"head": HEAD, "prod": PROD, "external": "external_services: [{name: x}]\n"}
    one = tree(tmp_path / "one", a=parts["head"], b=parts["prod"], c=parts["external"])
    two = tree(tmp_path / "two", a=parts["external"], b=parts["prod"], c="report: {as_of: 2024-12-16}\nschema: reportgen/v1\n")
    left, right = read(one), read(two)
    assert (left.environments, left.external_services, left.report) == (right.environments, right.external_services, right.report)


def test_a_scalar_given_in_two_files_names_both_places(tmp_path: Path) -> None:
    """The second place is the location, the first is in the message."""
    folder = tree(tmp_path, a=HEAD, b="report: {title: T, as_of: 2024-12-17}\n", c="environments: [{name: prod}]\n", d=PROD)
    as_of, environment = problems(folder)
    assert as_of.location == Location(f"{folder}/b.yaml", 1, 27)
    assert as_of.message == f"`as_of` is given twice, first at {folder}/a.yaml:2:17"
    assert environment.location == Location(f"{folder}/d.yaml", 2, 11)
    assert f"first at {folder}/c.yaml:1:23" in environment.message


def test_a_broken_file_hides_nothing_and_invents_nothing(tmp_path: Path) -> None:
    """The other files' own mistakes are still found; names that the broken file may declare are not called unknown."""
    deployment = "deployments: [{name: d, application: a, stage: staging, environment: prod, namespace: n, colour: red}]\n"
    folder = tree(tmp_path, a=HEAD, b="environments: [\n", c=deployment)
    assert [(p.location.file[-6:], p.message.split()[0]) for p in problems(folder)] == [("b.yaml", "a"), ("c.yaml", "unknown")]


def test_two_hundred_errors_are_two_hundred_problems(tmp_path: Path) -> None:
    """All problems are reported in one run, sorted by place."""
    entries = "".join(f"  - {{name: d{i}, application: a, stage: local, colour{i}: red}}\n" for i in range(200))
    path = tmp_path / "i.yaml"
    path.write_text(f"{HEAD}deployments:\n{entries}")
    found = problems(path)
    assert [problem.location.line for problem in found] == list(range(4, 204))


def test_as_of_can_come_from_the_command_line(tmp_path: Path) -> None:
    """Without ``report.as_of`` a day has to be given; facts are then not judged by it."""
    path = tmp_path / "i.yaml"
    path.write_text("schema: reportgen/v1\nenvironments: [{name: prod, in_service: 2030-01-01}]\n")
    assert [problem.location.line for problem in problems(path)] == [1]
    assert read(path, dt.date(2024, 1, 1)).report.as_of is None


def test_companions_of_a_directory_are_told_by_their_schema(tmp_path: Path) -> None:
    """Catalogue and terms files are no part of the inventory, but of its inputs."""
    folder = tree(tmp_path, a=HEAD, x__policy="schema: reportgen/catalog/v1\nframework: {}\n", terms="schema: 'reportgen/terms/v1'\n")
    assert [(c.kind, c.label) for c in find_companions(folder)] == [
        (CompanionKind.TERMS, "terms.yaml"),
        (CompanionKind.CATALOG, "x/policy.yaml"),
    ]
    assert [file.path for file in read(folder).inputs] == ["a.yaml", "terms.yaml", "x/policy.yaml"]


def test_companions_of_a_file_are_told_by_their_name(tmp_path: Path) -> None:
    """Beside a single file only siblings named so are companions."""
    tree(tmp_path, i=HEAD, j="schema: reportgen/catalog/v1\n")
    (tmp_path / "own.catalog.yaml").write_text("schema: reportgen/catalog/v1\n")
    assert [(c.kind, c.label, c.data) for c in find_companions(tmp_path / "i.yaml")] == [
        (CompanionKind.CATALOG, "own.catalog.yaml", b"schema: reportgen/catalog/v1\n")
    ]
    assert [file.path for file in read(tmp_path / "i.yaml").inputs] == ["i.yaml", "own.catalog.yaml"]


def test_links_do_not_lead_out_of_the_directory(tmp_path: Path) -> None:
    """A link to a file outside is refused, one inside is read; links to directories are refused."""
    outside = tree(tmp_path / "outside", private="report: {title: S}\n")
    folder = tree(tmp_path / "in", a=HEAD)
    (folder / "leak.yaml").symlink_to(outside / "private.yaml")
    (folder / "more").symlink_to(outside)
    (folder / ".data").mkdir()
    (folder / ".data" / "title.yaml").write_text("report: {title: T}\n")
    (folder / "title.yaml").symlink_to(folder / ".data" / "title.yaml")
    assert [Path(problem.location.file).name for problem in problems(folder)] == ["leak.yaml", "more"]
    (folder / "leak.yaml").unlink()
    (folder / "more").unlink()
    assert read(folder).report.title == "T"


@pytest.mark.parametrize("file", ["../x.pdf", "/x.pdf", "link.pdf", "folder", "gone.pdf", "a\\b"])
def test_evidence_files_lie_inside_the_directory(tmp_path: Path, file: str) -> None:
    """Every way out, and a path to no file, is a problem at the path."""
    (tmp_path / "x.pdf").write_bytes(b"")
    folder = tmp_path / "in"
    (folder / "folder").mkdir(parents=True)
    (folder / "link.pdf").symlink_to(tmp_path / "x.pdf")
    evidence = (
        f"evidence:\n  - {{id: E, requirement: iso/a.1, environments: [prod], statement: s, collected: 2024-01-01, file: '{file}'}}\n"
    )
    tree(folder, i=HEAD + PROD + evidence)
    (problem,) = problems(folder)
    assert (problem.location.line, problem.location.column) == (7, 100)


@pytest.mark.parametrize("name", ["gone", "empty", "gone/deeper.yaml"])
def test_an_inventory_that_is_not_there_is_a_problem(tmp_path: Path, name: str) -> None:
    """A missing path and a directory without YAML say so."""
    (tmp_path / "empty").mkdir()
    (problem,) = problems(tmp_path / name)
    assert problem.location == Location(str(tmp_path / name), 1, 1)
    assert find_companions(tmp_path / name) == []


def test_a_directory_of_companions_alone_is_no_inventory(tmp_path: Path) -> None:
    """What is there is named."""
    (problem,) = problems(tree(tmp_path, own="schema: reportgen/catalog/v1\n"))
    assert (problem.message, problem.hint) == ("there is no inventory", "only own.yaml is here")


@pytest.mark.parametrize("name", ["a|b", "<script>", "`x` {{ y }}", "مرحبا بالعالم", "two\nlines", "x" * 256])
def test_names_may_be_any_text(tmp_path: Path, name: str) -> None:
    """Whatever text a name is, the model holds it as it was written."""
    text = f"{HEAD}deployments:\n  - {{name: {json.dumps(name, ensure_ascii=False)}, application: a, stage: local}}\n"
    assert inventory(tmp_path, text).deployments[0].name == name


@given(st.binary(max_size=120) | st.text(alphabet="schema: reportgn/v1\n-{}[]&*'\"dplymtaxk2\t", max_size=100).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_random_bytes_never_raise_anything_but_input_errors(tmp_path: Path, data: bytes) -> None:
    """A file that is no inventory is the user's error, never a crash; with a head before it, too."""
    path = tmp_path / "i.yaml"
    for text in (data, HEAD.encode() + data):
        path.write_bytes(text)
        try:
            read(path)
        except InputError as error:
            assert error.problems  # noqa: PT017  # either outcome is right, a silent one is not


_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
_KEYS = [
    "name",
    "stage",
    "environment",
    "cluster",
    "uses",
    "service",
    "version",
    "applied",
    "workload_clusters",
    "services",
    "node_pools",
    "requirement",
    "deployments",
    "file",
    "checks",
    "tested",
    "management_cluster",
    "application",
    "released",
    "expires",
    "id",
    "prod",
]
_JUNK = st.recursive(
    _SCALARS | st.sampled_from(["prod", "2024-01-01", "never"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=3),
    max_leaves=8,
)
_ENTRIES = st.lists(st.dictionaries(st.sampled_from(_KEYS), _JUNK), max_size=3)
_LISTS = [
    "report",
    "provider",
    "defaults",
    "environments",
    "deployments",
    "external_services",
    "updates",
    "waivers",
    "evidence",
    "remediations",
]


@given(st.dictionaries(st.sampled_from(_LISTS), _JUNK | _ENTRIES, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_values_of_wrong_kinds_never_raise_anything_but_input_errors(tmp_path: Path, junk: dict[str, object]) -> None:
    """Any value in any field is either read or a problem with a place."""
    path = tmp_path / "i.yaml"
    path.write_text(json.dumps({"schema": "reportgen/v1", **junk}))
    try:
        read(path, dt.date(2024, 1, 1))
    except InputError as error:
        assert all(problem.location.line >= 1 for problem in error.problems)  # noqa: PT017  # either outcome is right


def test_the_json_schema_accepts_what_the_reader_accepts(tmp_path: Path) -> None:
    """The schema is valid itself, names no host, and takes the full example."""
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == "urn:reportgen:schema:inventory:v1"
    jsonschema.Draft202012Validator(schema).validate(read_yaml("f", EVERYTHING.encode()).root)


@pytest.mark.parametrize(
    "name", ["unknown-keys", "wrong-types", "required", "taints", "defaults", "long-text", "no-schema", "wrong-schema"]
)
def test_the_json_schema_refuses_what_the_reader_refuses(name: str) -> None:
    """An editor marks the mistakes of shape."""
    value = read_yaml("f", (INVALID / f"{name}.yaml").read_bytes()).root
    assert list(jsonschema.Draft202012Validator(json_schema()).iter_errors(value))


def test_every_field_of_the_json_schema_is_described() -> None:
    """An editor can say what each key means."""
    schema = json_schema()
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    shapes = [schema, *definitions.values()]
    fields = [field for shape in shapes for field in shape.get("properties", {}).items()]
    assert len(fields) > 100
    assert [name for name, field in fields if not field.get("description") and "$ref" not in field] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("shop-production", "shop-production"),
        ("Åsa", "asa"),
        ("ASA", "asa"),
        ("a/b  c", "a-b-c"),
        ("index", "index-1bc04b52"),
        ("ß", "cd3a7e92"),
        ("日本 app", "app-7bfdc60a"),
        ("", "e3b0c442"),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    """Accents go, letters are lowered; what is lost is stood for by a digest."""
    assert slug(text) == expected


@given(st.text(max_size=120))
def test_a_slug_can_stand_in_a_path(text: str) -> None:
    """Short, of a-z, 0-9 and single inner hyphens, never ``index``, and its own slug."""
    word = slug(text)
    assert 0 < len(word) <= MAX_LENGTH
    assert word != "index"
    assert all(part and part.isascii() and part.isalnum() and part == part.lower() for part in word.split("-"))
    assert slug(word) == word


def test_names_in_other_scripts_do_not_collide() -> None:
    """Distinct names without any Latin letter have distinct slugs."""
    assert slug("مرحبا") != slug("سلام")
    assert slug("x" * 100) != slug("x" * 101)


@pytest.mark.parametrize(
    ("when", "fits"),
    [("2024-12-17T00:30:00+02:00", True), ("2024-12-16T22:59:00Z", True), ("2024-12-16T23:30:00Z", False), ("2024-12-17", False)],
)
def test_an_instant_counts_for_its_day_in_the_terms_zone(tmp_path: Path, when: str, fits: bool) -> None:
    """Whether a fact lies after as_of is decided on the provider's calendar, not at the offset that the time happens to be written in."""
    text = (
        "schema: reportgen/v1\nreport: {as_of: 2024-12-16}\nprovider: {terms_of_service: elastisys}\n"
        "environments: [{name: prod, workload_clusters: [{name: wc}]}]\n"
        f"updates: [{{service: welkin, version: v1, released: 2024-12-01, applied: {{prod: {when}}}}}]\n"
    )
    path = tmp_path / "i.yaml"
    path.write_text(text, encoding="utf-8")
    if fits:
        assert read(path).updates
    else:
        with pytest.raises(InputError, match=r"`applied\.prod` is after `report\.as_of`"):
            read(path)


def test_a_time_stands_for_its_day(tmp_path: Path) -> None:
    """Where a day is enough a time with its offset is taken too; the day of the report itself is written as a day."""
    text = (
        "schema: reportgen/v1\nreport: {as_of: 2024-12-16}\n"
        "environments: [{name: prod, in_service: '2023-10-02T09:30:00+02:00', workload_clusters: [{name: wc}]}]\n"
    )
    path = tmp_path / "i.yaml"
    path.write_text(text, encoding="utf-8")
    assert read(path).environments[0].in_service == dt.date(2023, 10, 2)
    path.write_text(text.replace("as_of: 2024-12-16", "as_of: 2024-12-16T00:00:00Z"), encoding="utf-8")
    with pytest.raises(InputError, match="a day is wanted"):
        read(path)
