"""Dossiers: a recipient reads everything of its own and nothing of its neighbours, and the verdicts are those of the whole report."""

from __future__ import annotations

import io
import json
import re
import stat
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.assessment import assess
from reportgen.dossier import changed_verdicts, disguise
from reportgen.dossier.pseudonyms import pseudonyms, recipient_key
from reportgen.findings import Assessment
from reportgen.model import Inventory, Recipient, RecipientKind
from reportgen.pipeline import judge, know
from reportgen.pipeline.dossiers import disguised_in
from reportgen.pipeline.paper import PaperOptions, report_book
from reportgen.printed import pages
from reportgen.render.pdf import render_html
from reportgen.render.resources import Templates
from reportgen.report.editions import CUSTOMER
from reportgen.report.parts import Split, keys
from reportgen.snapshot import normalised
from tests.accessible import faults
from tests.building import AS_OF
from tests.command import ROOT, reportgen
from tests.fleets import fleets
from tests.papers import carried_files

SALT = bytes(range(7, 39))
HOSTILE = ROOT / "tests" / "data" / "hostile-fleet.yaml"
ALPHA = "tenant:alpha"


def recipients(inventory: Inventory) -> list[Recipient]:
    """Return everybody to whom a dossier could be given."""
    return [Recipient(kind=kind, name=name) for kind in RecipientKind for name in keys(inventory, Split(kind.value)) if name]


def place(name: str) -> Path:
    """Return the inventory of a name."""
    return HOSTILE if name == "hostile" else ROOT / "inventories" / name


@cache
def judged(name: str) -> Assessment:
    """Judge an inventory, once."""
    return judge(place(name))


EVERYBODY = [(name, recipient) for name in ("acme-care", "nordic-fleet", "hostile") for recipient in recipients(judged(name).inventory)]
each = pytest.mark.parametrize(("name", "recipient"), EVERYBODY, ids=[f"{name}-{recipient}" for name, recipient in EVERYBODY])


# What must not be read


def texts(value: Any) -> Iterator[str]:
    """Yield every text of plain data, the keys of free mappings too."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def secrets(inventory: Inventory, recipient: Recipient) -> set[str]:
    """Return every text of an inventory that its recipient has no business to read: all but its own and the words of the format."""
    data: Any = normalised(inventory)
    mine = [d for d in data["deployments"] if d.get(recipient.kind.value) == recipient.name]
    places = {d.get("environment") for d in mine}
    used = {name for d in mine for name in d.get("uses", ())}
    near = [e for e in data["environments"] if e["name"] in places]
    own = set(texts(mine)) | {text for e in near for k in ("name", "management_cluster", "infrastructure") for text in texts(e.get(k))}
    services = [s for e in data["environments"] for s in e.get("services", ())] + data["external_services"]
    own |= {text for s in services if s["name"] in used for text in texts(s)}
    others = [d for d in data["deployments"] if d not in mine]
    fields = (
        "name",
        "application",
        "tenant",
        "owner",
        "access_groups",
        "service_account",
        "namespace",
        "release",
        "environment",
        "cluster",
    )
    found = {text for d in others for field in fields for text in texts(d.get(field)) if not isinstance(d.get(field), dict)}
    found |= {d["release"]["name"] for d in others if "name" in d.get("release", {})}
    found |= {e[field] for e in data["environments"] for field in ("name", "title") if field in e}
    found |= {c["name"] for e in data["environments"] for c in [*e["workload_clusters"], e.get("management_cluster", e)]}
    found |= {s["name"] for s in services}
    written = ("reason", "compensating_control", "approved_by", "statement", "link", "file", "owner", "ticket", "author", "by", "rollback")
    people = [data[kind] for kind in ("waivers", "evidence", "remediations", "updates") if data.get(kind)]
    found |= set(of_keys(people, written))
    return {text for text in found - own if text not in WORDS and text != recipient.name and not parts_of(text, mine)}


WORDS = {"none", "default", "dev", "staging", "integration", "testing", "production", "Development and testing"}
"""Words of the format and of every text, whoever else is called so."""


def parts_of(text: str, mine: list[Any]) -> bool:
    """Tell whether a text stands in what the recipient itself is called."""
    return any(text in d[field] for d in mine for field in ("name", "application", "tenant") if field in d)


def of_keys(value: Any, wanted: Iterable[str]) -> Iterator[str]:
    """Yield the texts under some keys, wherever they stand."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in wanted:
                yield from texts(item)
            else:
                yield from of_keys(item, wanted)
    elif isinstance(value, list):
        for item in value:
            yield from of_keys(item, wanted)


def read_in(text: str, names: Iterable[str]) -> set[str]:
    """Return the names that stand in a text as words of their own, small or large."""
    folded = text.casefold()
    return {n for n in names if n.casefold() in folded and re.search(rf"(?<![\w-]){re.escape(n.casefold())}(?![\w-])", folded)}


def telling(names: Iterable[str]) -> set[str]:
    """Return the names that are no word of prose."""
    return {name for name in names if re.search(r"[-\d .@/]", name)}


@cache
def dossier(name: str, recipient: Recipient) -> tuple[Assessment, str]:
    """Make a dossier's inventory; return what is concluded from it, and the file it is judged from."""
    with tempfile.TemporaryDirectory() as room:
        assessment = disguised_in(Path(room), place(name), judged(name), recipient, SALT)
        return assessment, (Path(room) / "inventory.yaml").read_text(encoding="utf-8")


@each
def test_nothing_of_a_neighbour_is_in_what_a_dossier_is_made_of(name: str, recipient: Recipient) -> None:
    """Neither the inventory inside nor any sentence of the pages has a name, owner, group or link of theirs, or what people wrote."""
    names = secrets(judged(name).inventory, recipient)
    assessment, written = dossier(name, recipient)
    assert len(names) > 10
    assert read_in(written, names) == set()
    book = report_book(assessment, PaperOptions(edition=CUSTOMER.name))
    assert read_in(render_html(book, Templates()), telling(names)) == set()


@each
def test_verdicts_are_those_of_the_whole_report(name: str, recipient: Recipient) -> None:
    """Every finding about the recipient's deployments has the status of the whole report, and no other is there."""
    whole = judged(name)
    mine = {d.name for d in whole.inventory.deployments if recipient.owns(d)}
    expected = {
        (f.requirement, f.subject, f.check): f.status for f in whole.findings if f.subject_kind == "deployment" and f.subject in mine
    }
    found = dossier(name, recipient)[0].findings
    assert expected
    assert {(f.requirement, f.subject, f.check): f.status for f in found if f.subject_kind == "deployment"} == expected
    assert {f.subject_kind for f in found} <= {"deployment", "change"}


def test_neighbours_elsewhere_are_fewer_than_there_are() -> None:
    """A dossier does not list the whole fleet: of neighbours in other Environments one stands for several."""
    whole, recipient = judged("nordic-fleet"), Recipient(kind=RecipientKind.TENANT, name="nordhaul")
    found = dossier("nordic-fleet", recipient)[0].inventory
    assert len(found.deployments) < len(whole.inventory.deployments)
    here = len(whole.inventory.deployments_by_environment["prod-se"])
    assert len(found.deployments_by_environment["prod-se"]) == here


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(fleet=fleets(most=9), data=st.data())
def test_no_verdict_changes_in_any_fleet(fleet: Inventory, data: st.DataObject) -> None:
    """With every neighbour under a pseudonym, or one for each kind where that is enough, the recipient's verdicts are the same."""
    recipient = data.draw(st.sampled_from(recipients(fleet)))
    catalog, terms = know().catalog, None
    asked = replace(fleet, report=replace(fleet.report, frameworks=judged("acme-care").inventory.report.frameworks[:1]))
    whole = assess(asked, catalog, terms, AS_OF)
    made = disguise(asked, recipient, SALT, as_of=AS_OF, language="en", platform=(), whole=True)
    assert changed_verdicts(whole, assess(made.inventory, catalog, terms, AS_OF), made.names) == ()


# Pseudonyms


def test_pseudonyms_stay_and_cannot_be_linked() -> None:
    """One recipient's pseudonyms do not change with who else is there; another recipient, kind or salt gives others."""
    key = recipient_key(SALT, "tenant:a")
    first = pseudonyms(key, "neighbour", ["x", "y"], ())
    assert pseudonyms(key, "neighbour", ["z", "y", "x", "w"], ()).items() >= first.items()
    others = [
        pseudonyms(recipient_key(SALT, "tenant:b"), "neighbour", ["x"], ()),
        pseudonyms(recipient_key(SALT[::-1], "tenant:a"), "neighbour", ["x"], ()),
        pseudonyms(key, "namespace", ["x"], ()),
    ]
    endings = {found["x"].rpartition("-")[2] for found in (first, *others)}
    assert len(endings) == 4
    assert all(re.fullmatch(r"[a-z0-9-]+", word) for word in first.values())


def test_pseudonyms_are_different_also_where_names_are_many_or_taken() -> None:
    """No two names of a large fleet get one pseudonym, and none gets a name that somebody has."""
    key = recipient_key(SALT, "tenant:a")
    names = [f"n{i}" for i in range(60_000)]
    found = pseudonyms(key, "p", names, ())
    assert len(set(found.values())) == len(names)
    taken = found["n7"]
    again = pseudonyms(key, "p", reversed(names), (taken,))
    assert again["n7"] != taken
    assert again["n8"] == found["n8"]


def test_the_order_of_neighbours_is_that_of_their_pseudonyms() -> None:
    """Nothing of the order of true names, or of the files that they stood in, is left."""
    for name, recipient in EVERYBODY[:3]:
        found = dossier(name, recipient)[0].inventory
        for entries in (found.environments, found.deployments, found.external_services):
            assert [entry.name for entry in entries] == sorted(entry.name for entry in entries)


# The command


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a salt and write the dossier of one tenant of a fleet that is out to give itself away."""
    folder = tmp_path_factory.mktemp("desk")
    assert reportgen("salt", "salt", cwd=folder).returncode == 0
    asked = ("--edition", "customer", "--recipient", ALPHA, "--pseudonym-salt", "salt")
    run = reportgen("build", HOSTILE, "-o", "out", *asked, "--formats", "pdf,json", cwd=folder)
    assert run.returncode == 0, run.stderr.decode()
    return folder


PDF = "out/tenant-alpha/host-2024-12-16-tenant-alpha.pdf"


def everything(document: bytes) -> str:
    """Return all that can be got out of a PDF: raw bytes, every string and name, every stream unpacked, the words on its pages."""
    found = [document.decode("latin-1"), "\n".join(pages(document))]
    with pikepdf.open(io.BytesIO(document)) as pdf:
        for item in pdf.objects:
            found += list(strings(item))
            if isinstance(item, pikepdf.Stream):
                found.append(unpacked(item).decode("utf-8", "replace"))
    return "\n".join(found)


def unpacked(stream: Any) -> bytes:
    """Return the bytes of a stream, those of a font or picture unpacked too."""
    data: bytes = stream.read_raw_bytes()
    return zlib.decompress(data) if stream.get("/Filter") == pikepdf.Name.FlateDecode else data


def strings(item: Any, depth: int = 0) -> Iterator[str]:
    """Yield the strings and keys of an object of a PDF."""
    if isinstance(item, pikepdf.String):
        yield str(item)
    elif isinstance(item, pikepdf.Array) and depth < 8:
        for part in item:
            yield from strings(part, depth + 1)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream) and depth < 8:
        for key, part in item.items():
            yield str(key)
            if not (isinstance(part, pikepdf.Object) and part.is_indirect):
                yield from strings(part, depth + 1)


def test_nothing_of_a_neighbour_is_anywhere_in_the_files(desk: Path) -> None:
    """Unpacked to the last string, neither the PDF nor the data has a neighbour's name; what is the recipient's is there."""
    names = secrets(judged("hostile").inventory, Recipient(kind=RecipientKind.TENANT, name="alpha"))
    assert {"charlie-1", "bravo-freight", "team-bravissimo", "alphabet", "Bravo Freight pays late", "j.doe-secret"} <= names
    for text in (everything((desk / PDF).read_bytes()), (desk / PDF).with_name("report.json").read_text(encoding="utf-8")):
        assert read_in(text, names) == set()
        assert not re.search(
            r"bravo|charlie|secretperson|-secret|secret-|çharlie|alphabet|freightbook|SUP-|host\.example", text, re.IGNORECASE
        )
        assert {"alpha", "alpha-staging", "operators", "team-alpha"} == read_in(text, ("alpha", "alpha-staging", "operators", "team-alpha"))


def test_a_dossier_carries_two_files_and_no_source(desk: Path) -> None:
    """What it is made from is the disguised inventory alone; the salt is in neither."""
    files = carried_files((desk / PDF).read_bytes())
    assert sorted(files) == ["inventory/inventory.yaml", "report.json"]
    salt = (desk / "salt").read_bytes()
    assert not any(secret in data for data in files.values() for secret in (salt, salt.hex().encode()))
    with pikepdf.open(desk / PDF) as pdf:
        assert faults(pdf) == []


def test_only_the_dossier_is_written(desk: Path) -> None:
    """No site and no report of the whole lie beside it, to be handed on by accident."""
    written = sorted(item.relative_to(desk / "out").as_posix() for item in (desk / "out").rglob("*") if item.is_file())
    assert written == [".reportgen", "tenant-alpha/host-2024-12-16-tenant-alpha.pdf", "tenant-alpha/report.json"]


def test_a_dossier_is_verified_from_what_it_carries(desk: Path) -> None:
    """The recipient needs nothing of the sender's to judge and print it again, and is told what it is."""
    run = reportgen("verify", desk / PDF, cwd=desk)
    said = " ".join(run.stdout.decode().split())
    assert run.returncode == 0, said
    assert "dossier for tenant alpha, of Host AB as of 2024-12-16" in said
    assert "their true names are with the sender" in said
    assert "byte for byte" in said


def test_two_dossiers_of_one_recipient_are_compared(desk: Path, tmp_path: Path) -> None:
    """A neighbour that only moved to another line is the same one, and one that came is the only change."""
    text = HOSTILE.read_text(encoding="utf-8")
    newcomer = "  - {name: aaa, application: aaa, tenant: aaa, stage: production, namespace: aaa,\n"
    newcomer += "     environment: prod-bravo-freight, cluster: shared-wc}\n"
    (tmp_path / "fleet.yaml").write_text(text.replace("deployments:\n  - {name: alpha,", f"deployments:\n{newcomer}  - {{name: alpha,", 1))
    asked = ("--edition", "customer", "--recipient", ALPHA, "--pseudonym-salt", desk / "salt")
    run = reportgen("build", "fleet.yaml", "-o", "out", *asked, cwd=tmp_path)
    assert run.returncode == 0, run.stderr.decode()
    same = reportgen("diff", desk / PDF, desk / "out/tenant-alpha/report.json", "--format", "json", cwd=tmp_path)
    assert json.loads(same.stdout)["changes"] == []
    changed = json.loads(reportgen("diff", desk / PDF, tmp_path / PDF, "--format", "json", cwd=tmp_path).stdout)["changes"]
    added = [change for change in changed if change["code"] == "deployment-added"]
    assert len(added) == 1
    assert added[0]["subject"].startswith("neighbour-")
    assert {c["code"] for c in changed} <= {"deployment-added", "finding-unknown", "sharing-begun", "isolation-lowered"}
    later = reportgen("diff", desk / PDF, tmp_path / PDF, "--format", "json", "--as-of", "2024-12-20", cwd=tmp_path)
    assert b"charlie" not in later.stdout


def test_a_dossier_for_each(desk: Path) -> None:
    """--split makes one for each end customer, and none for whoever has none."""
    asked = ("--edition", "customer", "--split", "application", "--pseudonym-salt", "salt")
    run = reportgen("build", ROOT / "inventories" / "quickstart", "-o", "each", *asked, cwd=desk)
    assert run.returncode == 0, run.stderr.decode()
    assert [item.name for item in (desk / "each").iterdir() if item.is_dir()] == ["application-shop"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--recipient", ALPHA), "needs --pseudonym-salt FILE (make one with `reportgen salt FILE`"),
        (("--recipient", ALPHA, "--pseudonym-salt", "missing"), "the salt cannot be read"),
        (("--recipient", ALPHA, "--pseudonym-salt", "short"), "this is no salt: it has to be at least 32 bytes of chance"),
        (("--recipient", ALPHA, "--pseudonym-salt", "zeros"), "this is no salt"),
        (("--pseudonym-salt", "salt"), "needs --recipient tenant:NAME or application:NAME"),
        (("--recipient", "alpha", "--pseudonym-salt", "salt"), "'alpha' is no recipient"),
        (("--recipient", "tenant:nobody", "--pseudonym-salt", "salt"), "there are alpha, alphabet, bravo-freight, charlie"),
        (("--recipient", ALPHA, "--pseudonym-salt", "salt", "--formats", "site,pdf"), "never written as site"),
        (("--recipient", ALPHA, "--pseudonym-salt", "salt", "--since", "2024-q3"), "does not go with --since"),
        (("--split", "environment", "--pseudonym-salt", "salt"), "a dossier is for a tenant or an application"),
    ],
)
def test_what_makes_no_dossier_is_refused(asked: tuple[str, ...], said: str, desk: Path) -> None:
    """The message says what is missing, and nothing is written."""
    (desk / "short").write_bytes(SALT[:31])
    (desk / "zeros").write_bytes(bytes(64))
    run = reportgen("build", HOSTILE, "-o", "never", "--edition", "customer", *asked, cwd=desk)
    assert run.returncode == 2, run.stdout.decode()
    assert said in " ".join(run.stderr.decode().split())
    assert not (desk / "never").exists()


def test_options_of_a_dossier_go_with_no_other_edition(desk: Path) -> None:
    """Whoever forgets --edition customer does not get a report of everybody instead."""
    run = reportgen("build", HOSTILE, "-o", "never", "--recipient", ALPHA, cwd=desk)
    assert (run.returncode, b"go with --edition customer" in run.stderr) == (2, True)
    assert not (desk / "never").exists()


def test_a_salt_is_secret_and_kept(tmp_path: Path) -> None:
    """It is different each time, only its owner reads it, and it is never written over."""
    for name in ("one", "two"):
        assert reportgen("salt", name, cwd=tmp_path).returncode == 0
    one, two = (tmp_path / name for name in ("one", "two"))
    assert one.read_bytes() != two.read_bytes()
    assert len(one.read_bytes()) == 32
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    before = one.read_bytes()
    run = reportgen("salt", "one", cwd=tmp_path)
    assert (run.returncode, one.read_bytes()) == (2, before)


def test_a_salt_beside_the_inventory_is_warned_of(tmp_path: Path) -> None:
    """Whoever gets the inventory's directory would get the key to every pseudonym."""
    text = HOSTILE.read_text(encoding="utf-8").replace("[iso27001-2022, elastisys-tos]", "[gdpr]")
    (tmp_path / "fleet.yaml").write_text(text, encoding="utf-8")
    assert reportgen("salt", "salt", cwd=tmp_path).returncode == 0
    asked = ("--edition", "customer", "--recipient", ALPHA, "--pseudonym-salt", "salt")
    run = reportgen("build", "fleet.yaml", "-o", "out", *asked, cwd=tmp_path)
    assert run.returncode == 0
    assert b"warning: salt lies in the directory of the inventory" in run.stderr


def test_a_catalogue_that_names_a_neighbour_is_refused(tmp_path: Path, desk: Path) -> None:
    """The organisation's own catalogue is carried to verify by, without its comments; one that gives a neighbour away is not."""
    write_with_catalogue(tmp_path, "This is no rule for Charlie-1.")
    asked = ("--edition", "customer", "--recipient", ALPHA, "--pseudonym-salt", desk / "salt")
    run = reportgen("build", "fleet.yaml", "-o", "out", *asked, cwd=tmp_path)
    assert run.returncode == 2
    assert "names a neighbour of the dossier's recipient" in " ".join(run.stderr.decode().split())
    assert not (tmp_path / "out").exists()
    write_with_catalogue(tmp_path, "This is a rule for everybody.")
    path, room = tmp_path / "fleet.yaml", tmp_path / "room"
    room.mkdir()
    whole, recipient = judge(path), Recipient(kind=RecipientKind.TENANT, name="alpha")
    made = disguised_in(room, path, whole, recipient, SALT)
    assert made.requirements["iso27001-2022/a.8.22"].override is not None
    assert sorted(item.name for item in room.iterdir()) == ["inventory.yaml", "own-1.catalog.yaml"]
    assert not any("charlie" in item.read_text(encoding="utf-8") for item in room.iterdir())


def write_with_catalogue(folder: Path, reason: str) -> None:
    """Write the hostile fleet, with an own catalogue that changes one requirement."""
    (folder / "fleet.yaml").write_text(HOSTILE.read_text(encoding="utf-8"), encoding="utf-8")
    own = f"overrides:\n  - {{requirement: iso27001-2022/a.8.22, reason: {reason}, min_level: cluster}}\n"
    (folder / "own.catalog.yaml").write_text(f"# charlie\nschema: reportgen/catalog/v1\n{own}", encoding="utf-8")
