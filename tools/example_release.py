"""Make the release of acme-care that its report is compared with: the inventory as it was in November, frozen by the real command.

    python tools/example_release.py              write inventories/acme-care/releases/2024-11.json
    python tools/example_release.py DIRECTORY    write the inventory as it was into DIRECTORY, and freeze it there

What changed since then is small, as between two months of a real platform: the mobile test instance of the portal moved in with the web
one, the integration instance of the viewer got a policy that denies by default, and a research team brought a prototype.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INVENTORY = ROOT / "inventories" / "acme-care"
NAME = "2024-11"
AS_OF = "2024-11-29"

MOBILE = "          - {name: portal-test-mobile, network_policy: present, resource_quota: true, pod_security: baseline}\n"

EDITS = {
    "applications/patient-portal.yaml": [
        ("  # The web and the mobile test instance share a Namespace; only the mobile one runs on the dedicated pool.\n", ""),
        ("    namespace: portal-test\n    node_pools: [testing]\n", "    namespace: portal-test-mobile\n    node_pools: [testing]\n"),
    ],
    "environments/dev.yaml": [
        (
            "          - {name: portal-test, network_policy: present,",
            f"{MOBILE}          - {{name: portal-test, network_policy: present,",
        ),
        ("{name: cardio-integration, network_policy: default-deny,", "{name: cardio-integration, network_policy: partial,"),
    ],
}
"""What stands in the inventory now, and what stood there then, by file."""

GONE = ("applications/triage-assistant.yaml",)
"""Files that were not there then."""


def main() -> int:
    """Make the release where it belongs, or in the directory that is named."""
    if len(sys.argv) > 1:
        write_november(Path(sys.argv[1]))
        return 0
    with tempfile.TemporaryDirectory() as room:
        made = write_november(Path(room, "acme-care"))
        target = INVENTORY / "releases" / made.name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(made, target)
    return 0


def write_november(directory: Path) -> Path:
    """Write the inventory as it was into a directory that is not there yet, freeze it, and return the file of the release.

    Raises:
        ValueError: the inventory has changed where the older state differs from it.
    """
    shutil.copytree(INVENTORY, directory, ignore=shutil.ignore_patterns("releases"))
    for name, edits in EDITS.items():
        text = (directory / name).read_text(encoding="utf-8")
        for now, then in edits:
            if text.count(now) != 1:
                raise ValueError(f"{name} has no single place like {now!r}")
            text = text.replace(now, then)
        (directory / name).write_text(text, encoding="utf-8")
    for name in GONE:
        (directory / name).unlink()
    subprocess.run([sys.executable, "-m", "reportgen", "release", NAME, str(directory), "--as-of", AS_OF], cwd=ROOT, check=True)
    return directory / "releases" / f"{NAME}.json"


if __name__ == "__main__":
    sys.exit(main())
