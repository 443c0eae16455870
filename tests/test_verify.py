"""`reportgen verify`: what was changed in a PDF report, and why two reports of one inventory differ."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from reportgen import __version__
from reportgen.errors import InputError
from reportgen.verification import Kind, Method, State, compare
from tests.command import ROOT, reportgen, tree
from tests.papers import FLEET, Forgery, carried_files, check, failing, forged, report_pdf, resealed, verified, with_files, write_fleet

NOT_JUDGED = "The origin of this file was not judged: whoever can make such a file can make one that says anything."


def place(tmp_path: Path, document: bytes) -> Path:
    """Write a PDF and return its path."""
    target = tmp_path / "report.pdf"
    target.write_bytes(document)
    return target


def as_words(text: bytes) -> str:
    """Return an output with its line breaks as spaces."""
    return " ".join(text.decode().split())


def built(tmp_path: Path, *options: str, text: str = FLEET) -> bytes:
    """Return the PDF that the real command makes."""
    inventory = write_fleet(tmp_path / "source", text)
    run = reportgen("build", inventory, "--formats", "pdf", "-o", tmp_path / "out", *options, cwd=tmp_path)
    assert run.returncode == 0, run.stderr.decode()
    return next((tmp_path / "out").rglob("*.pdf")).read_bytes()


def test_a_report_as_it_was_made_holds(tmp_path: Path) -> None:
    """The command says what it judged, says first that it did not judge the origin, and takes out every file."""
    run = reportgen("verify", place(tmp_path, report_pdf()), "--extract", "data", cwd=tmp_path)
    said = as_words(run.stdout)
    assert run.returncode == 0
    assert said.startswith(NOT_JUDGED)
    assert "report of Small AB as of 2024-12-16" in said
    assert "✓ document Not a byte has changed since it was made." in said
    assert "the same report, with" in said
    assert "pages, byte for byte" in said
    assert "✗" not in said
    written = tree(tmp_path / "data")
    assert written.keys() - {".reportgen"} == {"manifest.json", *carried_files(report_pdf())}
    assert all(written[path] == data for path, data in carried_files(report_pdf()).items())


def test_json_says_the_same(tmp_path: Path) -> None:
    """For scripts there is every check with its state."""
    run = reportgen("verify", place(tmp_path, report_pdf()), "--format", "json", "--no-print", cwd=tmp_path)
    data = json.loads(run.stdout)
    assert (run.returncode, data["holds"], data["schema"]) == (0, True, "reportgen/verification/v1")
    assert {c["name"]: c["state"] for c in data["checks"]} == {
        **dict.fromkeys(("document", "files", "report", "method", "verdicts"), "holds"),
        **dict.fromkeys(("origin", "signature", "print"), "skipped"),
    }


@pytest.mark.parametrize("path", ["inventory/fleet.yaml", "report.json"])
def test_one_byte_of_an_embedded_file(tmp_path: Path, path: str) -> None:
    """A byte that was changed in a file is found by its digest, and the file is named; the exit code says so."""
    data = carried_files(report_pdf())[path]
    changed = with_files(report_pdf(), {path: data.replace(b"shop-staging", b"shop-stagin9", 1)})
    run = reportgen("verify", place(tmp_path, changed), cwd=tmp_path)
    assert run.returncode == 1
    assert f"tampered: {path}: it is not the file that the manifest lists" in as_words(run.stdout)
    assert "✗ document" in run.stdout.decode()


def test_one_verdict_in_the_embedded_report(tmp_path: Path) -> None:
    """A verdict that was changed, with digests and seal made anew and the sums kept right, is found by judging the inventory again."""

    def change(report: Any) -> None:
        finding = next(f for f in report["findings"] if f["status"] == "not-satisfied")
        finding["status"] = "satisfied"
        report["summary"]["findings"]["not-satisfied"] -= 1
        report["summary"]["findings"]["satisfied"] += 1

    verification = verified(tmp_path, forged(Forgery(report=change)))
    found = failing(verification)
    assert list(found) == ["verdicts"]
    kinds, places, messages = zip(*found["verdicts"], strict=True)
    assert set(kinds) == {"tampered"}
    assert any(p.startswith("findings → elastisys-tos/") and p.endswith(" → status") for p in places)
    assert "the report says “satisfied”, its inventory gives “not-satisfied”" in messages
    assert check(verification, "document").state is State.HOLDS


def test_a_verdict_that_the_sums_do_not_count(tmp_path: Path) -> None:
    """Whoever forgets the summary is caught by the report alone, under any version."""

    def change(report: Any) -> None:
        report["updates"][0]["status"] = "breached"

    found = failing(verified(tmp_path, forged(Forgery(report=change)), reprint=False))
    assert ("tampered", "summary/updates/breached", "the summary says 0, the report lists 1") in found["report"]


def test_one_printed_digit(tmp_path: Path) -> None:
    """A number that was changed on a page, with everything else made anew, is found by printing again; both numbers are shown."""

    def change(book: Any) -> Any:
        card = book.overview.cards[0]
        cards = (replace(card, value=str(int(card.value) + 1)), *book.overview.cards[1:])
        return replace(book, overview=replace(book.overview, cards=cards))

    document = forged(Forgery(book=change, printed=False))
    found = failing(verified(tmp_path, document))
    assert list(found) == ["print"]
    assert [(kind, where) for kind, where, _ in found["print"]] == [("tampered", "page 1")]
    assert "the data gives" in found["print"][0][2]
    found = failing(verified(tmp_path, document, reprint=False))
    assert "is not printed" in found["print"][0][2]


def test_a_manifest_that_follows_a_changed_number(tmp_path: Path) -> None:
    """A forger who changes the list of printed numbers too is caught without printing: it is not what the report gives."""

    def change(book: Any) -> Any:
        return replace(book, cover=replace(book.cover, statement="0 verdicts not satisfied, for 0 subjects."))

    found = failing(verified(tmp_path, forged(Forgery(book=change)), reprint=False))
    assert found["print"] == [("tampered", "manifest.json", "its list of what is printed is not what the report gives")]


def test_a_digit_far_inside_the_document(tmp_path: Path) -> None:
    """Printing again judges every page, not only the cover."""

    def change(book: Any) -> Any:
        page = book.deployments[-1]
        return replace(book, deployments=(*book.deployments[:-1], replace(page, sentence=page.sentence.replace("shop", "sh0p", 1))))

    ((kind, where, message),) = failing(verified(tmp_path, forged(Forgery(book=change))))["print"]
    assert (kind, where == "page 1") == ("tampered", False)
    assert "sh0p" in message


def test_a_digit_drawn_otherwise(tmp_path: Path) -> None:
    """A page that was redrawn in the file itself breaks the seal, and the page is named with the words on it."""
    with pikepdf.open(io.BytesIO(report_pdf())) as pdf:
        content = pdf.pages[0].Contents
        parts = pikepdf.parse_content_stream(content)
        shown = [i for i, part in enumerate(parts) if str(part.operator) == "TJ"]
        parts[shown[4]] = parts[shown[5]]
        content.write(pikepdf.unparse_content_stream(parts))
        out = io.BytesIO()
        pdf.save(out, static_id=True)
    found = failing(verified(tmp_path, out.getvalue()))
    assert ("tampered", "page 1", "what it shows was changed") in found["document"]
    assert [where for _, where, _ in found["print"]] == ["page 1"]


def test_a_document_saved_by_another_program(tmp_path: Path) -> None:
    """What is the same on every page and in every file, and not byte for byte, is said to be so; it does not hold."""
    with pikepdf.open(io.BytesIO(report_pdf())) as pdf:
        out = io.BytesIO()
        pdf.save(out, static_id=True)
    verification = verified(tmp_path, out.getvalue())
    ((kind, _, message),) = failing(verification)["document"]
    assert (kind, list(failing(verification))) == ("tampered", ["signature", "document", "print"])
    assert "saved by another program" in message
    assert "the same words on every page" in check(verification, "print").sentence


def test_a_consistent_forgery_is_accepted_and_the_first_line_says_so(tmp_path: Path) -> None:
    """Whoever writes another inventory and builds it anew has a report that holds: without a root to trust nothing tells them apart."""
    other = report_pdf(FLEET.replace("environment: prod, namespace: shop-staging", "environment: staging, namespace: shop"))
    run = reportgen("verify", place(tmp_path, other), cwd=tmp_path)
    assert run.returncode == 0
    assert as_words(run.stdout).startswith(NOT_JUDGED)


def test_removed_manifest_and_swapped_files(tmp_path: Path) -> None:
    """Without its manifest a PDF is none of ours; with two files exchanged both are named."""
    with pytest.raises(InputError, match="carries no data of reportgen"):
        verified(tmp_path, with_files(report_pdf(), {"manifest.json": None}))
    with pytest.raises(InputError, match=r"carries no report\.json"):
        verified(tmp_path, with_files(report_pdf(), {"report.json": None}))
    files = carried_files(report_pdf())
    swapped = with_files(report_pdf(), {"report.json": files["inventory/fleet.yaml"], "inventory/fleet.yaml": files["report.json"]})
    run = reportgen("verify", place(tmp_path, swapped), cwd=tmp_path)
    assert (run.returncode, b"report.json in this PDF cannot be read" in run.stderr) == (2, True)
    two = FLEET.replace("name: shop,", "name: shop, owner: team-a,")
    exchanged = with_files(report_pdf(), {"inventory/fleet.yaml": two.encode()})
    found = failing(verified(tmp_path, exchanged))
    assert found["files"][0][1] == "inventory/fleet.yaml"
    assert any("owner" in where for _, where, _ in found["verdicts"])


def test_every_byte_is_looked_at(tmp_path: Path) -> None:
    """Whichever byte of the file is another, verification never ends well."""
    document = report_pdf()
    for offset in range(5, len(document), len(document) // 60):
        changed = document[:offset] + bytes([document[offset] ^ 4]) + document[offset + 1 :]
        try:
            assert not verified(tmp_path, changed, reprint=False).holds, offset
        except InputError:
            continue


def test_options_that_change_the_document_are_followed(tmp_path: Path) -> None:
    """A day, a period and another language are recorded: the report is judged and printed again by them."""
    swedish = FLEET.replace("as_of:", "language: sv, as_of:")
    document = built(tmp_path, "--as-of", "2025-01-10", "--period", "2024-11-01..2024-11-30", text=swedish)
    verification = verified(tmp_path, document)
    assert failing(verification) == {}
    assert "byte for byte" in check(verification, "print").sentence
    assert "as of 2025-01-10" in verification.about


def test_own_templates_have_to_be_given(tmp_path: Path) -> None:
    """A report of own templates is printed again with the same ones only; without them nothing can be told of its pages."""
    own = tmp_path / "own"
    (own / "pdf").mkdir(parents=True)
    (own / "pdf" / "signoff.html.j2").write_text('<h1 id="signoff">Signed by us</h1>', encoding="utf-8")
    document = built(tmp_path, "--templates", str(own))
    assert [(k, w) for k, w, _ in failing(verified(tmp_path, document))["print"]] == [("cannot-tell", "pages")]
    assert check(verified(tmp_path, document, reprint=False), "print").state is State.SKIPPED
    assert "byte for byte" in check(verified(tmp_path, document, templates=own), "print").sentence
    (own / "pdf" / "signoff.html.j2").write_text('<h1 id="signoff">Signed by them</h1>', encoding="utf-8")
    assert check(verified(tmp_path, document, templates=own), "print").state is State.FAILS


def test_evidence_too_large_to_carry_is_known_by_its_digest(tmp_path: Path) -> None:
    """A large file of evidence stays outside; the report is judged again all the same, and says how many are outside."""
    evidence = "evidence: [{id: E-1, requirement: iso27001-2022/a.8.33, deployments: [shop], statement: Ok., file: film.mp4, "
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "film.mp4").write_bytes(b"\0" * (16 * 1024 * 1024 + 1))
    document = built(tmp_path, text=FLEET + evidence + "collected: 2024-05-02, valid_until: 2025-05-01}]\n")
    verification = verified(tmp_path, document)
    assert failing(verification) == {}
    assert "1 more are named by their digest only" in check(verification, "files").sentence
    assert "byte for byte" in check(verification, "print").sentence
    assert len(document) < 1024 * 1024


def lay_over(pdf: pikepdf.Pdf) -> None:
    """Draw a white rectangle over a page."""
    content = pdf.pages[2].obj.Contents
    content.write(content.read_bytes() + b"\nq 1 1 1 rg 0 0 600 500 re f Q\n")


def swap_words(pdf: pikepdf.Pdf) -> None:
    """Exchange two pieces of text on a page."""
    content = pdf.pages[2].obj.Contents
    parts = list(pikepdf.parse_content_stream(content))
    shown = [i for i, part in enumerate(parts) if str(part.operator) == "TJ"]
    parts[shown[3]], parts[shown[7]] = parts[shown[7]], parts[shown[3]]
    content.write(pikepdf.unparse_content_stream(parts))


def exchange_shapes(pdf: pikepdf.Pdf) -> None:
    """Give the letters of one font the shapes of another."""
    fonts = [font.DescendantFonts[0].FontDescriptor for font in pdf.pages[2].Resources.Font.values()]
    fonts[0].FontFile2.write(fonts[-1].FontFile2.read_bytes())


@pytest.mark.parametrize(
    ("change", "where", "message"),
    [
        (lay_over, "page 3", "the same words, drawn in another way or with something over them"),
        (swap_words, "page 3", "it shows "),
        (exchange_shapes, "document", "its pages draw the same; fonts, notes, files or structure are others"),
    ],
)
def test_a_document_that_was_redrawn_and_sealed_again(
    tmp_path: Path, change: Callable[[pikepdf.Pdf], None], where: str, message: str
) -> None:
    """What hides words, exchanges them or shows others holds no more than what changes them, though every digest was made anew."""
    document = resealed(report_pdf(), change)
    found = failing(verified(tmp_path, document))
    assert list(found) == ["print"]
    assert found["print"][0][:2] == ("tampered", where)
    assert found["print"][0][2].startswith(message)
    unjudged = reportgen("verify", place(tmp_path, document), "--no-print", cwd=tmp_path)
    assert (unjudged.returncode, "whether the pages say what the data says was not judged" in as_words(unjudged.stdout)) == (0, True)


@pytest.mark.parametrize("kind", ["tool-version", "cannot-tell"])
def test_another_version_is_no_hiding_place(tmp_path: Path, kind: str) -> None:
    """Whoever claims another version, or other libraries, gets nothing for it: pages that are not the same do not hold."""

    def change(pdf: pikepdf.Pdf) -> None:
        lay_over(pdf)
        if kind == "tool-version":
            specs = {str(spec.UF): spec for spec in list(pdf.Root.Names.EmbeddedFiles.Names)[1::2]}
            data = json.loads(specs["report.json"].EF.F.read_bytes())
            data["generator"]["version"] = "0.0.1"
            specs["report.json"].EF.F.write((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())

    claims: dict[str, Any] = {"generator": "0.0.1"} if kind == "tool-version" else {"libraries": {"weasyprint": "1"}}
    found = failing(verified(tmp_path, resealed(report_pdf(), change, lambda manifest: replace(manifest, **claims))))
    assert list(found) == ["print"]
    assert {one[0] for one in found["print"]} == {kind}


def test_a_seal_that_was_set_again_does_not_hide_the_pages(tmp_path: Path) -> None:
    """Whoever forgets the digests of the pages is caught without printing."""
    found = failing(verified(tmp_path, resealed(report_pdf(), lay_over, pages=False), reprint=False))
    assert found == {"document": [("tampered", "page 3", "what it shows was changed")]}


def twice(pdf: pikepdf.Pdf) -> None:
    """Give the report other bytes for programs that look at its second name."""
    spec = next(spec for spec in list(pdf.Root.Names.EmbeddedFiles.Names)[1::2] if str(spec.UF) == "report.json")
    spec.EF.UF = pdf.make_stream(b"{}")


def renamed(pdf: pikepdf.Pdf) -> None:
    """Give a file another name for programs that look at the older one."""
    list(pdf.Root.Names.EmbeddedFiles.Names)[1].F = pikepdf.String("other.yaml")


def beside(pdf: pikepdf.Pdf) -> None:
    """Associate a file that is in no list."""
    spec = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="x", UF="x", EF=pikepdf.Dictionary(F=pdf.make_stream(b"x")))
    pdf.Root.AF.append(pdf.make_indirect(spec))


@pytest.mark.parametrize("change", [twice, renamed, beside])
def test_a_file_that_is_not_the_same_for_every_program(tmp_path: Path, change: Callable[[pikepdf.Pdf], None]) -> None:
    """A file of two names, of two contents, or outside of the list of files is refused."""
    with pytest.raises(InputError, match=r"under two names, or two files under one|not in its list of files"):
        verified(tmp_path, resealed(report_pdf(), change), reprint=False)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("manifest.json", b'"bytes": "', b'"bytes": 1e999, "b": "'),
        ("manifest.json", b'"language": "en"', b'"language": "\\ud800"'),
        ("report.json", b'"status":', b'"status": [], "s":'),
    ],
)
def test_values_of_another_kind(tmp_path: Path, file: str, old: bytes, new: bytes) -> None:
    """A number without end, half a character and a list for a word are refused or do not hold, and end in no other exception."""
    data = file_of(report_pdf(), file)
    assert old in data
    try:
        assert not verified(tmp_path, with_files(report_pdf(), {file: data.replace(old, new, 1)}), reprint=False).holds
    except InputError as error:
        assert "the manifest in this PDF is not one of reportgen's" in str(error)  # noqa: PT017 - both ends are right


def file_of(document: bytes, path: str) -> bytes:
    """Return a file that a PDF carries, the manifest too."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        return next(spec.EF.F.read_bytes() for spec in list(pdf.Root.Names.EmbeddedFiles.Names)[1::2] if str(spec.UF) == path)


def test_a_key_that_stands_twice_in_the_report(tmp_path: Path) -> None:
    """A report that one program reads otherwise than the next is not the one that the inventory gives."""

    def change(pdf: pikepdf.Pdf) -> None:
        stream = next(s.EF.F for s in list(pdf.Root.Names.EmbeddedFiles.Names)[1::2] if str(s.UF) == "report.json")
        stream.write(stream.read_bytes().replace(b"{", b'{"findings": [],', 1))

    found = failing(verified(tmp_path, resealed(report_pdf(), change), reprint=False))
    assert found["verdicts"] == [("tampered", "report.json", "it reads the same, and is not written as reportgen writes it")]


@pytest.fixture(scope="module")
def other_tool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program, to be changed."""
    copy = tmp_path_factory.mktemp("other")
    shutil.copytree(ROOT / "reportgen", copy / "reportgen", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", copy / "templates")
    shutil.copy(ROOT / "mkdocs.yml", copy)
    return copy


def edited(tool: Path, file: str, old: str, new: str) -> None:
    """Change a text in a file of the program."""
    text = (tool / file).read_text(encoding="utf-8")
    assert old in text
    (tool / file).write_text(text.replace(old, new), encoding="utf-8")


def test_another_version_and_another_catalogue_are_told_from_tampering(tmp_path: Path, other_tool: Path) -> None:
    """A changed catalogue and a newer version are named as the reason; the same verdicts hold, and pages that are not the same do not."""
    target = place(tmp_path, report_pdf())
    catalogue = "reportgen/catalogs/frameworks/iso27001-2022.yaml"
    with (other_tool / catalogue).open("a", encoding="utf-8") as file:
        file.write("# another edition\n")
    same = reportgen("verify", target, cwd=tmp_path, PYTHONPATH=str(other_tool))
    assert (same.returncode, "✓ verdicts" in same.stdout.decode()) == (1, True), same.stdout.decode()
    assert "print What is printed is not what the embedded data gives. Whether somebody changed it can be told with" in as_words(
        same.stdout
    )
    assert reportgen("verify", target, "--no-print", cwd=tmp_path, PYTHONPATH=str(other_tool)).returncode == 0
    assert "catalogue-changed: iso27001-2022: not the file that it was judged by then" in as_words(same.stdout)
    edited(other_tool, catalogue, "min_level: namespace", "min_level: environment")
    edited(other_tool, catalogue, "recommended_level: cluster", "recommended_level: environment")
    edited(other_tool, catalogue, "recommended_level: namespace", "recommended_level: environment")
    changed = json.loads(reportgen("verify", target, "--format", "json", cwd=tmp_path, PYTHONPATH=str(other_tool)).stdout)
    verdicts = next(c for c in changed["checks"] if c["name"] == "verdicts")
    assert (changed["holds"], verdicts["state"]) == (False, "fails")
    assert {d["kind"] for d in verdicts["differences"]} == {"catalogue-changed"}
    edited(other_tool, "reportgen/__init__.py", __version__, "99.0")
    newer = reportgen("verify", target, cwd=tmp_path, PYTHONPATH=str(other_tool))
    assert newer.returncode == 1
    assert f"tool-version: generator: made by reportgen {__version__}, and judged again by 99.0" in as_words(newer.stdout)
    assert "tool-version: findings → iso27001-2022/" in as_words(newer.stdout)
    assert b"tampered" not in newer.stdout


def finding(status: str, requirement: str = "iso27001-2022/a.8.31", check: str = "c", **more: object) -> dict[str, object]:
    """Return an entry of a report."""
    return {"id": f"{requirement}/{check}", "requirement": requirement, "subject": "s", "check": check, "status": status, **more}


def test_what_a_changed_catalogue_cannot_explain_is_tampering() -> None:
    """Another edition of one framework explains its own verdicts and the sums, and no verdict of another framework."""
    said = {"findings": [finding("satisfied"), finding("satisfied", "gdpr/32")], "summary": {"n": 1}}
    derived = {"findings": [finding("unknown"), finding("unknown", "gdpr/32")], "summary": {"n": 2}}
    kinds = {d.where.split(" → ")[1]: d.kind for d in compare(said, derived, Method(catalogs=frozenset({"gdpr"})))}
    assert kinds == {"iso27001-2022/a.8.31, s, c": Kind.TAMPERED, "gdpr/32, s, c": Kind.METHOD, "n": Kind.METHOD}
    assert [*compare(said, said, Method())] == []


@pytest.mark.parametrize(
    ("said", "derived", "where"),
    [
        ([finding("unknown")], [], "findings → iso27001-2022/a.8.31, s, c"),
        ([], [finding("unknown")], "findings → iso27001-2022/a.8.31, s, c"),
        (
            [finding("unknown", check="a"), finding("unknown", check="b")],
            [finding("unknown", check="b"), finding("unknown", check="a")],
            "findings",
        ),
        ([finding("unknown"), finding("unknown")], [finding("unknown")], "findings"),
        ([1, 2], [1, 3], "findings"),
        ([finding("x", members=["a"])], [finding("x", members=["b"])], "findings → iso27001-2022/a.8.31, s, c → members"),
        ([finding("x", lead=0)], [finding("x", lead=False)], "findings → iso27001-2022/a.8.31, s, c → lead"),
    ],
)
def test_nothing_of_two_reports_escapes_the_comparison(said: list[object], derived: list[object], where: str) -> None:
    """What was added, left out, doubled, put in another order or given another type is a difference, named by what it is about."""
    assert [d.where for d in compare({"findings": said}, {"findings": derived}, Method())] == [where]


def test_the_day_is_part_of_what_is_verified(tmp_path: Path) -> None:
    """A report that claims another day than its manifest is not consistent."""

    def change(report: Any) -> None:
        report["as_of"] = dt.date(2024, 12, 17).isoformat()

    found = failing(verified(tmp_path, forged(Forgery(report=change)), reprint=False))
    assert ("tampered", "as_of", "the report and the manifest say different things") in found["report"]


@pytest.mark.parametrize(
    "options",
    [
        *({"since": "git:HEAD"}, {"since": "../../secret"}, {"since": "/etc/passwd"}),
        *({"edition": ["x"]}, {"part": 7, "split": "tenant"}, {"unknown": True}, {"since": ["git:HEAD"]}, {"templates": {"x": "0"}}),
    ],
)
def test_options_of_a_forger_lead_nowhere(tmp_path: Path, options: dict[str, object]) -> None:
    """An option that no report can have is not followed: nothing is read for it but what the document carries, and nothing is claimed."""
    verification = verified(tmp_path, forged_with(json.dumps(options)))
    assert check(verification, "print").state is State.FAILS
    assert "byte for byte" not in check(verification, "print").sentence


@cache
def forged_with(options: str) -> bytes:
    """Return a report whose manifest records other options."""
    return forged(Forgery(options=json.loads(options)))


def test_own_changes_of_a_catalogue_are_verified(tmp_path: Path) -> None:
    """A report with an organisation's own catalogue holds, and one that says it changed something else does not."""
    (tmp_path / "source").mkdir()
    own = "schema: reportgen/catalog/v1\noverrides: [{requirement: iso27001-2022/a.8.22, reason: Ours., min_level: cluster}]\n"
    (tmp_path / "source" / "own.catalog.yaml").write_text(own, encoding="utf-8")
    document = built(tmp_path)
    assert failing(verified(tmp_path, document, reprint=False)) == {}
    report = json.loads(carried_files(document)["report.json"])
    changed = json.loads(json.dumps(report).replace("Ours.", "Theirs."))
    found = {d.where: d.kind for d in compare(changed, report, Method())}
    assert found["overrides → iso27001-2022 → iso27001-2022/a.8.22"] is Kind.TAMPERED
