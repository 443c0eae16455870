"""Random fleets: inventories with few or many values per attribute, and gaps everywhere."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from reportgen.isolation import Placement
from reportgen.model import Deployment, HardwareKind, Inventory
from tests.building import bare, environment, inventory

CLUSTERS = ("e1/c1", "e1/c2", "e2/c3", "e3/c4")
POOLS = ("general", "general-2", "dedicated", "dedicated-2", "soft")
SERVICES = tuple(f"svc-{i}" for i in range(4))
STAGES = ("production", "production", "staging", "testing", "development", "local")
LEVELS = (None, "none", "labels", "namespace", "node", "cluster", "environment")


def subsets(words: tuple[str, ...], most: int = 2) -> st.SearchStrategy[tuple[str, ...] | None]:
    """Draw some of the words, none, or "unknown"."""
    return st.none() | st.lists(st.sampled_from(words), max_size=most, unique=True).map(tuple)


def maybe(*words: str) -> st.SearchStrategy[str | None]:
    """Draw one of the words, or "unknown"."""
    return st.sampled_from((None, *words))


def numbered(word: str, most: int) -> tuple[str, ...]:
    """Return so many different words."""
    return tuple(f"{word}{i}" for i in range(most))


def deployment_fields(variety: int) -> st.SearchStrategy[dict[str, Any]]:
    """Draw the fields of a deployment; ``variety`` is how many values each free word has."""
    return st.fixed_dictionaries(
        {
            "stage": st.sampled_from(STAGES),
            "where": st.sampled_from(CLUSTERS),
            "namespace": st.sampled_from(numbered("ns", variety)),
            "application": st.sampled_from(numbered("app", variety)),
            "node_pools": subsets(POOLS),
            "uses": subsets(SERVICES),
            "security_zone": maybe("none", *numbered("zone", variety)),
            "data": maybe("throw-away", "seed", "realistic", "customer"),
            "data_categories": subsets(("cardholder", "clearinghouse", "personal")),
            "medical_device": st.sampled_from((None, True, False)),
            "manufacturer_required_level": st.sampled_from(LEVELS),
            "protection_need": maybe("normal", "high", "very-high"),
            "tenant": maybe("none", *numbered("tenant", variety)),
            "access_groups": subsets(numbered("group", variety)),
            "service_account": maybe("default", *numbered("account", variety)),
        }
    )


def build(name: str, fields: dict[str, Any]) -> Deployment:
    """Build a deployment from drawn fields; one of stage local runs outside every Environment."""
    rest = {k: v for k, v in fields.items() if k not in ("stage", "where", "namespace", "application")}
    if fields["stage"] == "local":
        return bare(name, "local", None, fields["application"], **{**rest, "node_pools": None})
    place = f"{fields['where']}/{fields['namespace']}"
    return bare(name, fields["stage"], place, fields["application"], **rest)


@st.composite
def fleets(draw: st.DrawFn, most: int = 14) -> Inventory:
    """Draw an inventory of up to ``most`` deployments on three Environments and four clusters."""
    variety = draw(st.sampled_from((1, 2, 6)))
    drawn = draw(st.lists(deployment_fields(variety), min_size=1, max_size=most))
    hardware = draw(st.tuples(*[maybe("shared", "dedicated")] * 3))
    environments = (
        environment("e1", "c1", "c2", hardware=hardware[0]),
        environment("e2", "c3", hardware=hardware[1], designation="production"),
        environment("e3", "c4", hardware=hardware[2], designation="non-production"),
    )
    found = (build(f"d{i:02}", fields) for i, fields in enumerate(drawn))
    return inventory(*found, environments=environments, external=SERVICES)


@st.composite
def other_places(draw: st.DrawFn, declared: Inventory) -> Placement:
    """Draw a placement, existing or imaginary, that a deployment of the inventory might move to."""
    environment_name, cluster_name = draw(st.sampled_from((*(place.split("/") for place in CLUSTERS), ("e1", "new"), ("new", "new"))))
    known = declared.environment_by_name.get(environment_name)
    return Placement(
        environment=environment_name,
        cluster=cluster_name,
        namespace=draw(st.sampled_from(("ns0", "ns1", "\x00new"))),
        node_pools=draw(st.sampled_from((None, frozenset({"general"}), frozenset({"dedicated"}), frozenset({"\x00new"})))),
        dedicated=draw(st.booleans()),
        uses=draw(st.sampled_from((None, frozenset(), frozenset({"svc-0"}), frozenset({"svc-0", "svc-1"})))),
        hardware=known.infrastructure.hardware if known else draw(st.sampled_from((None, *HardwareKind))),
    )
