"""Measure how the work grows, and print ratios of one run: absolute figures say more of the computer than of the program.

    python benchmarks/run.py            everything, a few minutes
    python benchmarks/run.py --small    a tenth of the sizes, to see that it runs
    python benchmarks/run.py ledger     one part: fleet, ledger, yaml, diff, pdf or pages

Each figure is of one process from its start to its end: CPU and wall seconds, and the most memory that it held. Inventories come from
``generate.py``, except for the PDF, which is that of inventories/acme-care.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from generate import write

ROOT = Path(__file__).resolve().parent.parent
REPORTGEN = (sys.executable, "-m", "reportgen")

OURS = "from pathlib import Path; from reportgen.source import read_yaml; read_yaml('x', Path({!r}).read_bytes())"
IMPORT_OF_OURS = "from pathlib import Path; from reportgen.source import read_yaml"
PEERS = "import yaml; from pathlib import Path; yaml.load(Path({!r}).read_bytes(), Loader=yaml.CSafeLoader)"
IMPORT_OF_PEERS = "import yaml; from pathlib import Path"
PARSE = "import json; from pathlib import Path; kept = [json.loads(Path(path).read_bytes()) for path in {!r}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Hold what one process took: CPU seconds (its own and the system's), wall seconds, and its peak memory in MB."""

    cpu: float
    wall: float
    memory: float

    def __str__(self) -> str:
        return f"{self.cpu:8.2f} s CPU {self.wall:8.2f} s wall {self.memory:7.0f} MB"


def cost(command: Sequence[str], cwd: Path) -> Cost:
    """Run a command to its end, its output thrown away, and return what it took.

    Raises:
        RuntimeError: It failed.
    """
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    kilobytes = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Cost(cpu=used.ru_utime + used.ru_stime, wall=time.perf_counter() - start, memory=kilobytes / 1024)


def growth(small: Cost, large: Cost, times: float) -> Iterator[str]:
    """Yield the sentence that compares two sizes, the larger ``times`` the smaller."""
    yield f"  {times:g} times the size: {large.cpu / small.cpu:.1f} times the CPU, {large.memory / small.memory:.1f} times the memory"


def check(kind: str, count: int, directory: Path) -> Cost:
    """Judge a generated inventory of that kind and size with the real command."""
    place = directory / f"{kind}-{count}.yaml"
    write(kind, count, place)
    return cost((*REPORTGEN, "check", str(place), "--fail-on", "never"), directory)


def two_sizes(kind: str, small: int, large: int, directory: Path) -> Iterator[str]:
    """Yield the costs of two sizes and their ratio."""
    costs = []
    for count in (small, large):
        costs.append(check(kind, count, directory))
        yield f"  {count:>9,}  {costs[-1]}"
    yield from growth(costs[0], costs[1], large / small)


def fleet(scale: int, directory: Path) -> Iterator[str]:
    """Check fleets of two sizes."""
    yield "check, deployments (whole process, five frameworks)"
    yield from two_sizes("deployments", 1_000 // scale, 10_000 // scale, directory)


def ledger(scale: int, directory: Path) -> Iterator[str]:
    """Check histories of two sizes."""
    yield "check, rows of the update ledger (whole process, no framework)"
    yield from two_sizes("updates", 10_000 // scale, 100_000 // scale, directory)


def yaml(scale: int, directory: Path) -> Iterator[str]:
    """Read one file with our reader, which keeps every position, and with PyYAML's fastest loader, which keeps none."""
    count = 20_000 // scale
    place = directory / f"yaml-{count}.yaml"
    write("deployments", count, place)
    yield f"YAML of {count:,} deployments, {place.stat().st_size / 1e6:.1f} MB (processes that only read it, their start taken off)"
    took = []
    for name, code, start in (("reportgen.source", OURS, IMPORT_OF_OURS), ("yaml.CSafeLoader", PEERS, IMPORT_OF_PEERS)):
        bare, whole = (cost((sys.executable, "-c", text), directory) for text in (start, code.format(str(place))))
        took.append(whole.cpu - bare.cpu)
        yield f"  {name:<18} {took[-1]:6.2f} s CPU {whole.memory:7.0f} MB"
    yield f"  yaml.CSafeLoader takes {took[1] / took[0]:.1f} times the CPU of ours"


def diff(scale: int, directory: Path) -> Iterator[str]:
    """Compare two reports of a fleet in which one deployment of every 200 moved, and two that are only parsed."""
    for count in (1_000 // scale, 10_000 // scale):
        reports = [_report(count, moved=moved, directory=directory) for moved in (False, True)]
        size = sum(report.stat().st_size for report in reports) / 1e6
        yield f"two reports of {count:,} deployments that differ in {max(1, count // 200)}, {size:.0f} MB (whole processes)"
        parsed = cost((sys.executable, "-c", PARSE.format([str(report) for report in reports])), directory)
        compared = cost((*REPORTGEN, "diff", *map(str, reports), "--fail-on", "never"), directory)
        yield f"  json.loads of both  {parsed}"
        yield f"  reportgen diff      {compared}"
        yield f"  comparing takes {compared.cpu / parsed.cpu:.2f} times the CPU of parsing both as JSON"


def _report(count: int, *, moved: bool, directory: Path) -> Path:
    """Write the report of a generated fleet; ``moved`` = the Namespace of every 200th deployment is another one."""
    place = directory / f"fleet-{count}.yaml"
    write("deployments", count, place)
    if moved:
        head, *entries = place.read_text(encoding="utf-8").split("\n  - name: app")
        entries[199::200] = [entry.replace("    namespace: ", "    namespace: moved-", 1) for entry in entries[199::200]]
        place.write_text("\n  - name: app".join((head, *entries)), encoding="utf-8")
    report = directory / f"report-{count}-{moved}.json"
    with report.open("wb") as stream:
        command = (*REPORTGEN, "check", str(place), "--fail-on", "never", "--format", "json")
        subprocess.run(command, cwd=directory, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=stream, check=True)
    return report


def pdf(_scale: int, directory: Path) -> Iterator[str]:
    """Build the PDF of the example."""
    yield "PDF of inventories/acme-care (whole process)"
    output = directory / "out"
    spent = cost((*REPORTGEN, "build", str(ROOT / "inventories" / "acme-care"), "--formats", "pdf", "-o", str(output)), directory)
    (file,) = output.glob("reports/*.pdf")
    with pikepdf.open(file) as document:
        pages = len(document.pages)
    yield f"  {pages} pages  {spent}"
    yield f"  {spent.cpu / pages:.3f} s CPU a page, {file.stat().st_size / pages / 1024:.0f} kB a page"


def pages(scale: int, directory: Path) -> Iterator[str]:
    """Build the site of two sizes, and the same pages with plain MkDocs: Markdown throughout, the same theme, the same short nav."""
    yield "site without PDF (whole processes; plain MkDocs is given the pages and judges nothing)"
    took: dict[str, list[Cost]] = {"ours": [], "plain": []}
    for count in (790 // scale, 3_990 // scale):
        inventory, room = directory / f"site-{count}.yaml", directory / f"site-{count}"
        write("deployments", count, inventory)
        build = (*REPORTGEN, "build", str(inventory), "--formats", "site", "-o")
        took["ours"].append(cost((*build, str(room / "ours")), directory))
        cost((*build, str(room / "tree"), "--pages-only"), directory)
        took["plain"].append(cost((sys.executable, "-m", "mkdocs", "build", "--quiet"), room / "tree"))
        number = sum(1 for _ in (room / "ours").rglob("*.html"))
        yield from (f"  {number:>6,} pages  {name:<6} {spent[-1]}" for name, spent in took.items())
        yield f"  ours takes {took['ours'][-1].cpu / took['plain'][-1].cpu:.2f} times the CPU of plain MkDocs"
    yield from growth(*took["ours"], 5)


PARTS: dict[str, Callable[[int, Path], Iterator[str]]] = {
    "fleet": fleet,
    "ledger": ledger,
    "yaml": yaml,
    "diff": diff,
    "pdf": pdf,
    "pages": pages,
}


def main() -> None:
    """Measure the parts that the command line names, all of them if none."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--small", action="store_true", help="a tenth of the sizes")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start", flush=True)
    with tempfile.TemporaryDirectory() as directory:
        for name in asked.parts or PARTS:
            for line in PARTS[name](10 if asked.small else 1, Path(directory)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
