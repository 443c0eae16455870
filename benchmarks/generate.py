"""Write a large inventory: so many Application Deployments, or so many rows of the update ledger. The same arguments, the same bytes.

    python benchmarks/generate.py deployments 10000 big.yaml
    python benchmarks/generate.py updates 100000 history.yaml

Nothing is random: every property of an entry follows from its number, by divisors without a common factor, so that most combinations
occur. Written as text, not through a YAML library, so that writing is not what one waits for.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

AS_OF = dt.date(2024, 12, 16)
FRAMEWORKS = ("iso27001-2022", "gdpr", "nis2", "nis2-ir-2024-2690", "elastisys-tos")
STAGES = ("development", "testing", "staging", "production")
ZONES = ("high", "medium", "low")
NEEDS = ("normal", "high", "very-high", "normal", "normal")
CLASSES = ("minor", "minor", "security", "major", "critical-security")
ENVIRONMENTS_OF_A_FLEET = 8
CLUSTERS = 3
DEPLOYMENTS_OF_A_SERVICE = 100


def head(frameworks: tuple[str, ...]) -> Iterator[str]:
    """Yield what every inventory begins with."""
    yield "schema: reportgen/v1"
    yield "organization: {name: Measured AB, id: measured}"
    yield f"report: {{as_of: {AS_OF}, frameworks: [{', '.join(frameworks)}]}}"
    yield "provider: {terms_of_service: elastisys, plan: managed}"


def fleet(count: int) -> Iterator[str]:
    """Yield the lines of an inventory with so many deployments: four stages of each application, half of the Environments production."""
    yield from head(FRAMEWORKS)
    yield "environments:"
    services = max(1, count // DEPLOYMENTS_OF_A_SERVICE // ENVIRONMENTS_OF_A_FLEET)
    for number in range(ENVIRONMENTS_OF_A_FLEET):
        yield from _environment(number, services)
    yield "deployments:"
    for number in range(count):
        yield from _deployment(number, services)
    yield "updates:"
    applied = ", ".join(f"env{i}: {'2024-11-28' if i % 2 else '2024-11-20'}" for i in range(ENVIRONMENTS_OF_A_FLEET))
    yield f"  - {{service: welkin, version: v1, class: minor, released: 2024-11-14, applied: {{{applied}}}, author: platform}}"


def _environment(number: int, services: int) -> Iterator[str]:
    """Yield one Environment: those of an odd number are production."""
    yield f"  - name: env{number}"
    yield f"    designation: {'production' if number % 2 else 'non-production'}"
    yield f"    management_cluster: {{name: env{number}-mc}}"
    yield "    workload_clusters:"
    for cluster in range(CLUSTERS):
        yield f"      - name: env{number}-wc{cluster}"
        yield '        node_pools: [{name: general, taints: []}, {name: own, taints: ["own=yes:NoSchedule"]}, {name: other}]'
    yield "    services:"
    for service in range(services):
        yield f"      - {{name: pg-{number}-{service}, kind: postgresql, cluster: env{number}-wc0}}"


def _deployment(number: int, services: int) -> Iterator[str]:
    application, stage = number // 4, STAGES[number % 4]
    is_production = stage == "production"
    place = 2 * (application % (ENVIRONMENTS_OF_A_FLEET // 2)) + is_production
    yield f"  - name: app{application}-{stage}"
    yield f"    application: app{application}"
    yield f"    stage: {stage}"
    yield f"    environment: env{place}"
    yield f"    cluster: env{place}-wc{application % CLUSTERS}"
    yield f"    namespace: app{application}-{stage if application % 5 else 'all'}"
    if application % 11:
        yield f"    node_pools: [{'own' if application % 7 == 0 else 'general'}]"
    yield f"    security_zone: {ZONES[application % len(ZONES)]}"
    yield f"    data: {'customer' if is_production or application % 23 == 0 else 'seed'}"
    yield f"    data_categories: [{'personal, health' if application % 13 == 0 else 'personal'}]"
    if application % 6:
        yield f"    uses: [pg-{place}-{application % services}]"
    yield f"    protection_need: {NEEDS[application % len(NEEDS)]}"
    yield f"    access_groups: [team{application % 50}{'-prod' if is_production else ''}]"
    yield f"    service_account: app{application}-{stage}"
    yield f"    owner: team{application % 50}"


def history(rows: int, production: int = 10, frameworks: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the lines of an inventory whose ledger has so many rows: ``production`` Environments, and half as many of non-production."""
    yield from head(frameworks)
    yield "environments:"
    names = [(f"prod{i}", "production") for i in range(production)] + [
        (f"test{i}", "non-production") for i in range(max(1, production // 2))
    ]
    for name, designation in names:
        yield f"  - {{name: {name}, designation: {designation}, workload_clusters: [{{name: {name}-wc}}]}}"
    yield "updates:"
    for number in range(rows // production):
        yield from _update(number, names)


def _update(number: int, names: list[tuple[str, str]]) -> Iterator[str]:
    """Yield one update: applied to non-production on one day, to production some days later or, for every 29th, not yet."""
    released = dt.date(2023, 10, 2) + dt.timedelta(days=number % 400)
    tested, came = released + dt.timedelta(days=1 + number % 3), released + dt.timedelta(days=4 + number % 17)
    days = {name: (came if designation == "production" else tested) for name, designation in names}
    applied = ", ".join(f"{name}: {'never' if number % 29 == 0 and name.startswith('prod') else day}" for name, day in days.items())
    yield f"  - service: {'welkin' if number % 3 else 'kubespray'}"
    yield f'    version: "{number // 1000}.{number % 1000}"'
    if number % 31:
        yield f"    class: {CLASSES[number % len(CLASSES)]}"
    yield f"    released: {released}"
    yield f"    applied: {{{applied}}}"
    yield "    author: platform"
    yield f"    approvals: [{{by: board, on: {came}}}]"


KINDS: dict[str, Callable[[int], Iterator[str]]] = {"deployments": fleet, "updates": history}


def write(kind: str, count: int, place: Path) -> None:
    """Write the inventory of one kind (a key of ``KINDS``) and size."""
    place.write_text("\n".join(KINDS[kind](count)) + "\n", encoding="utf-8")


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("count", type=int)
    parser.add_argument("file", type=Path)
    asked = parser.parse_args()
    write(asked.kind, asked.count, asked.file)


if __name__ == "__main__":
    main()
