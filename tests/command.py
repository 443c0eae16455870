"""Run the real command in a process of its own, as a user does; write small inventories for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUICKSTART = ROOT / "inventories" / "quickstart"
ACME = ROOT / "inventories" / "acme-care"


def environment(**extra: str) -> dict[str, str]:
    """Return an environment in which the project of this checkout is found first; ``PYTHONPATH`` goes before it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "_REPORTGEN"))}
    path = os.pathsep.join(part for part in (extra.pop("PYTHONPATH", ""), str(ROOT)) if part)
    return {**kept, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", **extra}


def reportgen(*arguments: object, cwd: Path, options: tuple[str, ...] = (), **extra: str) -> subprocess.CompletedProcess[bytes]:
    """Run ``python -m reportgen``; ``options`` are those of Python, ``extra`` goes into its environment."""
    command = [sys.executable, *options, "-m", "reportgen", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment(**extra), capture_output=True, check=False, timeout=600)


SMALL = """\
schema: reportgen/v1
organization: {name: Small AB, id: small}
report: {as_of: 2024-12-16, frameworks: []}
provider: {terms_of_service: elastisys, plan: managed}
environments:
  - {name: prod, designation: production, workload_clusters: [{name: prod-wc}]}
  - {name: staging, designation: non-production, workload_clusters: [{name: staging-wc}]}
deployments:
  - {name: shop, application: shop, stage: production, environment: prod, namespace: shop}
updates:
  - {service: welkin, version: v1, class: minor, released: 2024-11-04, applied: {staging: 2024-11-05, prod: PROD}}
"""
"""Nothing in it is wrong where ``PROD`` is at least five working days after the day in staging."""


def small(directory: Path, production: str = "2024-11-20", name: str = "inventory.yaml") -> Path:
    """Write a small inventory and return its path; ``production`` is the day on which production got its update."""
    directory.mkdir(parents=True, exist_ok=True)
    place = directory / name
    place.write_text(SMALL.replace("PROD", production), encoding="utf-8")
    return place


def tree(directory: Path) -> dict[str, bytes]:
    """Return every file below a directory by its path."""
    return {p.relative_to(directory).as_posix(): p.read_bytes() for p in sorted(directory.rglob("*")) if p.is_file()}
