"""Users' own catalogue files: frameworks of their own, overrides, and every mistake at its place."""

from __future__ import annotations

import pytest

from reportgen.catalogs.frameworks import load_catalog
from reportgen.errors import InputError
from reportgen.regulation import Basis, Catalog, Level, Requirement, TextForce, Verification


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return load_catalog()


def own(text: str, label: str = "policy.yaml") -> Catalog:
    return load_catalog([(label, text.encode())])


def problems_of(*texts: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_catalog((f"own{number}.yaml", text.encode()) for number, text in enumerate(texts, start=1))
    return [str(problem) for problem in caught.value.problems]


def override(fields: str) -> str:
    return f"schema: reportgen/catalog/v1\noverrides:\n  - {{{fields}}}\n"


def test_a_users_framework_joins_the_shipped_ones() -> None:
    """A user's file adds a framework, marked as such; what it leaves out has the documented value."""
    catalog = own(policy(", min_level: cluster, basis: mandated_by_text}"))
    framework = catalog.framework_by_id["acme"]
    assert len(catalog.frameworks) == 48
    assert [f.id for f in catalog.frameworks] == sorted(f.id for f in catalog.frameworks)
    assert (framework.user_supplied, framework.kind, framework.status, framework.file) == (True, "policy", "in-force", "policy.yaml")
    (requirement,) = framework.requirements
    assert (requirement.clause, requirement.min_level, requirement.text_force) == ("p1", Level.CLUSTER, TextForce.MUST)
    assert (requirement.baselines, requirement.checks, requirement.confidence) == (None, (), "low")
    assert requirement.verification is Verification.MEMORY
    assert requirement.origin is not None
    assert str(requirement.origin.at("min_level")) == "policy.yaml:4:66"


def test_the_documented_example_is_valid() -> None:
    """The example in the package's docstring loads, and every key that it shows is read."""
    import reportgen.catalogs

    doc = reportgen.catalogs.__doc__ or ""
    example = doc.split("both::", 1)[1].split("\n``relationship``", 1)[0]
    catalog = own("\n".join(line[4:] for line in example.splitlines()))
    (requirement,) = catalog.framework_by_id["acme-policy"].requirements
    assert requirement.parameters == {"patch_deadline_days": {"critical": 14}}
    assert requirement.protection_needs == ("high",)
    assert catalog.requirement_by_id["iso27001-2022/a.8.31"].override is not None


def policy(
    tail: str = "}", framework: str = "id: acme, title: Acme policy", rule: str = "id: acme/p1, title: One, scope: each_deployment"
) -> str:
    """Return a user's file with one framework of one requirement; ``tail`` is written after the requirement's fields."""
    return f"schema: reportgen/catalog/v1\nframework: {{{framework}}}\nrequirements:\n  - {{{rule}{tail}\n"


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("^", "the file is empty"),
        ("^- a\n", "a catalogue file must be a mapping"),
        ("schema: ^reportgen/catalog/v2\n", "`reportgen/catalog/v2` is not a word for `schema`"),
        ("^framework: {id: a, title: A}\n", "this catalogue file needs `schema`"),
        ("^schema: reportgen/catalog/v1\n", "this catalogue file says nothing"),
        ("schema: reportgen/catalog/v1\n^requirements: []\n", "`requirements` without a `framework` to belong to"),
        ("schema: reportgen/catalog/v1\nframework: ^acme\n", "`framework` must be a mapping"),
        ("schema: reportgen/catalog/v1\nframework: ^{id: acme, title: A}\n", "this framework has no requirements"),
        (policy(framework="id: acme, title: A, ^versoin: 3"), "unknown key `versoin` in this framework (did you mean `version`?)"),
        (policy(framework="id: acme, title: A, version: ^3"), "`version` must be text (put it in quotes)"),
        (policy(framework="id: acme, title: A, version: ^[a]"), "`version` must be text"),
        (policy(framework="id: acme, title: A, kind: ^lore"), "`lore` is not a word for `kind`"),
        (
            policy(framework="id: ^Acme!, title: A", rule="id: Acme!/p1, title: One, scope: each_deployment"),
            "`Acme!` cannot be the id of a framework",
        ),
        (policy(framework="id: acme, title: A, in_force_from: ^soon"), "`soon` is not a date"),
        (policy(framework="id: acme, title: A, in_force_from: ^2025-02-30"), "`2025-02-30` is not a date"),
        (
            policy(framework="id: acme, title: A, in_force_from: 2025-02, in_force_to: ^2025-01-31"),
            "`in_force_to` is before `in_force_from`",
        ),
        (policy("}\n  - ^word"), "every item of `requirements` must be a mapping"),
        (policy(", ^min_levl: node}"), "unknown key `min_levl` in this requirement (did you mean `min_level`?)"),
        (policy(", min_level: ^clustr}"), "`clustr` is not a word for `min_level` (did you mean `cluster`?)"),
        (policy(", min_level: ^4}"), "`min_level` takes words only (one of labels, namespace, node, cluster, environment)"),
        (policy(", checks: [^quota_presnt]}"), "`quota_presnt` is not a word for `checks` (did you mean `quota_present`?)"),
        (policy(", checks: [^[a]]}"), "`checks` takes words only"),
        (policy(", checks: ^quota_present}"), "`checks` must be a list (write [a, b])"),
        (policy(", checks: [quota_present, ^quota_present]}"), "`quota_present` is given twice in `checks`"),
        (policy(", checks: ^[platform_update_level]}"), "`platform_update_level` is not listed"),
        (policy(", namespaces_must_differ: ^yes}"), "`namespaces_must_differ` must be true or false"),
        (policy(", namespaces_must_differ: ^true}"), "`namespaces_must_differ` does nothing without a `min_level`"),
        (
            policy(rule="id: acme/p1, title: One, scope: ^each_deploy"),
            "`each_deploy` is not a word for `scope` (did you mean `each_deployment`",
        ),
        (policy(", basis: mandated_by_text, min_level: node, exception_floor: ^cluster}"), "`exception_floor` is above `min_level`"),
        (policy(", basis: mandated_by_text, min_level: node, recommended_level: ^labels}"), "`recommended_level` is below `min_level`"),
        (policy(", basis: mandated_by_text, exception_floor: ^node}"), "`exception_floor` needs a `min_level`"),
        (policy(", baselines: ^[low]}"), "the framework has no baselines"),
        (policy(", protection_needs: [^hihg]}"), "`hihg` is not a word for `protection_needs` (did you mean `high`"),
        (policy(", verification: ^{status: verified_text}}"), "this verification needs `where`"),
        (
            policy(", parameters: {^patch_deadline: 3}}"),
            "unknown key `patch_deadline` in this parameter (did you mean `patch_deadline_days`",
        ),
        (policy(", parameters: {patch_deadline_days: {^critcal: 3}}}"), "`critcal` is not a word for `patch_deadline_days`"),
        (policy(", parameters: {patch_deadline_days: {low: ^[3]}}}"), "`low` must be a number of days"),
        (policy(", parameters: {patch_deadline_days: ^-3}}"), "`patch_deadline_days` must be a number of days"),
        (policy(", parameters: {patch_deadline_days: ^.nan}}"), "`patch_deadline_days` must be a number of days"),
        (policy(", parameters: {lead_time_working_days: ^1.5}}"), "`lead_time_working_days` must be a whole number"),
        (policy(", parameters: {exempt_change_classes: [^minr]}}"), "`minr` is not a word for `exempt_change_classes`"),
        (
            policy("}\n  - {id: ^acme/p1, title: Two, scope: each_deployment}"),
            "the requirement `acme/p1` is given twice, first at own1.yaml:4:10",
        ),
        (
            policy(rule="id: ^acne/p1, title: One, scope: each_deployment"),
            "the id `acne/p1` does not begin with its framework's (write `acme/p1`)",
        ),
        (policy(rule="id: ^p1, title: One, scope: each_deployment"), "the id `p1` does not begin with its framework's (write `acme/p1`)"),
        (policy(rule="id: ^acme/P 1, title: One, scope: each_deployment"), "`acme/P 1` cannot be the id of a requirement"),
        (
            policy("}\nsuccessors:\n  - {source: ^acme/p2, target: gdpr, relationship: subset-of}"),
            "this framework has no requirement `acme/p2` (did you mean `acme/p1`?)",
        ),
        (
            policy("}\nsuccessors:\n  - {source: acme/p1, target: ^gdpx, relationship: subset-of}"),
            "no framework or requirement is called `gdpx` (did you mean `gdpr`?)",
        ),
        (policy("}\nsuccessors:\n  - {target: gdpr, relationship: ^subset-of}"), "`subset-of` does not fit"),
        (policy("}\nsuccessors:\n  - {source: acme/p1, target: gdpr, relationship: ^replaced-by}"), "`replaced-by` does not fit"),
        (
            policy(framework="id: ^gdpr, title: Mine", rule="id: gdpr/p1, title: One, scope: each_deployment"),
            "the framework `gdpr` is one that reportgen ships (change single requirements by `overrides`, or choose another id)",
        ),
        (
            override("requirement: ^iso27001-2022/a.8.3l, reason: r, min_level: node"),
            "no requirement is called `iso27001-2022/a.8.3l` (did you mean",
        ),
        (
            override("requirement: iso27001-2022/a.8.31, reason: r, ^text_force: must, min_level: node"),
            "unknown key `text_force` in this override",
        ),
        (override("requirement: iso27001-2022/a.8.31, reason: r, exception_floor: ^environment"), "`exception_floor` is above `min_level`"),
    ],
)
def test_a_users_mistake_is_located(marked: str, message: str) -> None:
    """A mistake in a user's file is reported once, where the case has its ``^``, with a hint where one can be given."""
    before, after = marked.split("^")
    place = f"own1.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    (found,) = problems_of(before + after)
    assert found.startswith(f"{place}: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (policy(rule="id: acme/p1, title: One"), "own1.yaml:4:5: this requirement needs `scope`"),
        (policy(", min_level: node}"), "own1.yaml:4:5: a level is given, but not where it comes from"),
        (policy(framework="id: acme, title: A, baselines: [low]"), "own1.yaml:4:5: this requirement needs `baselines`"),
        (override("requirement: iso27001-2022/a.8.31, min_level: cluster"), "own1.yaml:3:5: this override needs `reason`"),
        (override("requirement: iso27001-2022/a.8.31, reason: r"), "own1.yaml:3:5: this override changes nothing"),
    ],
)
def test_what_is_missing_is_located_at_its_entry(text: str, message: str) -> None:
    """A field that has to be there and is not is reported once, at the entry that needs it."""
    (found,) = problems_of(text)
    assert found.startswith(message)


def test_all_mistakes_of_all_files_are_reported_together() -> None:
    """One load reports the problems of every file, sorted by place."""
    found = problems_of(policy(", min_level: clustr, colour: red}"), "- a\n", override("requirement: nothing/here, reason: r"))
    assert [line.split(": ")[0] for line in found] == ["own1.yaml:4:66", "own1.yaml:4:74", "own2.yaml:1:1", "own3.yaml:3:19"]


def test_two_files_cannot_hold_one_framework() -> None:
    """The second file that declares a framework is refused, naming the first."""
    found = problems_of(policy(), policy())
    assert found == [
        "own2.yaml:2:17: the framework `acme` is given twice, first at own1.yaml:2:17 (put all its requirements into one file)",
    ]


def test_two_overrides_of_one_requirement_are_refused() -> None:
    """The second override of a requirement is refused, naming the first, also across files."""
    text = override("requirement: iso27001-2022/a.8.31, reason: r, min_level: cluster")
    (found,) = problems_of(text, text)
    assert found.startswith("own2.yaml:3:19: `iso27001-2022/a.8.31` is overridden twice, first at own1.yaml:3:19")


# Overrides


def overridden(fields: str, name: str = "iso27001-2022/a.8.31") -> Requirement:
    return own(override(f"requirement: {name}, reason: The board, {fields}")).requirement_by_id[name]


def test_an_override_changes_the_level_and_says_so(shipped: Catalog) -> None:
    """An override changes what it gives and nothing else, and the requirement tells what, by which file and why."""
    name = "iso27001-2022/a.8.31"
    requirement = overridden("min_level: cluster")
    assert requirement.min_level is Level.CLUSTER
    assert str(requirement.override) == "min_level namespace -> cluster by policy.yaml: The board"
    before = shipped.requirement_by_id[name]
    assert (requirement.recommended_level, requirement.checks, requirement.parameters) == (
        before.recommended_level,
        before.checks,
        before.parameters,
    )
    assert before.override is None


def test_an_override_leaves_every_other_requirement_alone(shipped: Catalog) -> None:
    """Only the requirement that is named is marked; the catalogue shipped to others is not changed."""
    catalog = own(override("requirement: iso27001-2022/a.8.31, reason: r, min_level: cluster"))
    assert [r.id for r in catalog.requirement_by_id.values() if r.override] == ["iso27001-2022/a.8.31"]
    assert load_catalog() == shipped


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ("min_level: null", "min_level namespace -> none; namespaces_must_differ true -> false"),
        ("namespaces_must_differ: false", "namespaces_must_differ true -> false"),
        ("min_level: environment, exception_floor: cluster", "min_level namespace -> environment; exception_floor none -> cluster"),
        ("min_level: namespace", "min_level namespace -> namespace"),
        ("parameters: {max_age_days: 30}", "max_age_days none -> 30"),
    ],
)
def test_the_text_of_an_override_names_every_change(fields: str, text: str) -> None:
    """Each field that is given or follows from one is named with its old and its new value."""
    assert str(overridden(fields).override) == f"{text} by policy.yaml: The board"


def test_a_higher_minimum_lifts_the_recommendation() -> None:
    """A recommendation below the new minimum moves up to it, visibly."""
    requirement = overridden("min_level: environment", "bsi-it-gs-2023/app.4.4.a1-6")
    assert requirement.recommended_level is Level.ENVIRONMENT
    assert (
        str(requirement.override) == "min_level cluster -> environment; recommended_level cluster -> environment by policy.yaml: The board"
    )


def test_a_lower_minimum_drops_the_exception_floor() -> None:
    """An exception floor above the new minimum means nothing and goes, visibly."""
    requirement = overridden("min_level: namespace", "bsi-it-gs-2023/app.4.4.a1-6")
    assert requirement.exception_floor is None
    assert "exception_floor node -> none" in str(requirement.override)


def test_parameters_are_overridden_one_by_one() -> None:
    """An override replaces the parameters it names, takes away those it sets to null, and keeps the others."""
    lead = overridden("parameters: {lead_time_working_days: 6, exempt_change_classes: null}", "elastisys-tos/a2.6-lead-time")
    assert lead.parameters == {"lead_time_working_days": 6, "applies_to_change_classes": ("minor", "major")}
    assert (
        str(lead.override)
        == "exempt_change_classes critical-security, security -> none; lead_time_working_days 5 -> 6 by policy.yaml: The board"
    )


def test_an_override_may_give_a_level_to_a_requirement_without_one() -> None:
    """A requirement whose text names no level can be given one by the organisation."""
    requirement = overridden("min_level: node", "iso27001-2022/a.8.33")
    assert requirement.min_level is Level.NODE
    assert requirement.basis is Basis.NONE


def test_an_override_reaches_a_users_own_framework() -> None:
    """Overrides apply to what another file of the user's declares, whatever the order of the files."""
    change = ("b.yaml", override("requirement: acme/p1, reason: r, recommended_level: node").encode())
    rule = ("a.yaml", policy().encode())
    for pair in ([change, rule], [rule, change]):
        assert load_catalog(pair).requirement_by_id["acme/p1"].recommended_level is Level.NODE
