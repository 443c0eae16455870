"""The colours of the drawings, by role: custom properties for the site, plain colours for print.

WeasyPrint does not resolve ``var()`` inside a drawing (it paints black), so print carries the colours themselves.
Text reaches a contrast of 4.5 to 1 against every ground it stands on (WCAG 2.2, 1.4.3), in both schemes; marks reach 3 to 1 (1.4.11).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

PaletteName: TypeAlias = Literal["site", "print"]

ROLES: Final[dict[str, tuple[str, str]]] = {
    "ink": ("#1b2733", "#e8edf3"),
    "muted": ("#4b5866", "#b4bfcc"),
    "line": ("#7b8999", "#7d8a9b"),
    "hair": ("#ccd5df", "#46525f"),
    "paper": ("#ffffff", "#14181f"),
    "frame": ("#eaeff5", "#1b222d"),
    "panel": ("#ffffff", "#242c39"),
    "card": ("#f4f7fa", "#2f3947"),
    "accent": ("#1f4e8c", "#9cc3f5"),
    "lock": ("#1f4e8c", "#9cc3f5"),
    "good": ("#1b6e3f", "#7ad6a0"),
    "good-2": ("#3d7f78", "#7fd0c8"),
    "bad": ("#b3261e", "#ff9d94"),
    "open": ("#6a4bab", "#c7b3ff"),
    "open-2": ("#8462c9", "#ab93ea"),
    "warn": ("#875600", "#f2bf5a"),
    "plain": ("#2b5fa8", "#93bdf7"),
    "muted-fill": ("#66727f", "#99a5b3"),
    "stage-local": ("#e3e8ee", "#414c5a"),
    "stage-development": ("#d3e5f7", "#22456b"),
    "stage-integration": ("#cfe9ea", "#1d4d52"),
    "stage-testing": ("#d5ecd8", "#255034"),
    "stage-staging": ("#fbe5bd", "#5d4514"),
    "stage-production": ("#1f3a63", "#c9dbff"),
    "stage-ink": ("#1b2733", "#eef3f8"),
    "stage-production-ink": ("#ffffff", "#12213a"),
}
"""The colour of each role in the light and in the dark scheme."""

TONES: Final = {"good": "good", "bad": "bad", "open": "open", "warn": "warn", "plain": "plain", "muted": "muted-fill"}

PRINT_FONT: Final = "Noto Sans, Noto Sans Arabic, sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """Write colours for one medium."""

    name: PaletteName

    def paint(self, *, fill: str | None = None, stroke: str | None = None) -> str:
        """Return the attributes for a fill and a stroke, each a role; None = no paint."""
        if self.name == "print":
            line = f' stroke="{ROLES[stroke][0]}"' if stroke else ""
            return f'fill="{ROLES[fill][0] if fill else "none"}"{line}'
        line = f";stroke:{_variable(stroke)}" if stroke else ""
        return f'style="fill:{_variable(fill) if fill else "none"}{line}"'

    @property
    def font(self) -> str:
        """Return the attribute for the family of the text: the page's own, which WeasyPrint has to be told by name."""
        return f'font-family="{PRINT_FONT}"' if self.name == "print" else 'style="font-family:inherit"'


def _variable(role: str) -> str:
    return f"var(--rg-{role},{ROLES[role][0]})"


def palette_css() -> str:
    """Return the style sheet of a site with drawings: the two schemes, and which width is seen where."""
    light = "".join(f"--rg-{role}:{colours[0]};" for role, colours in ROLES.items())
    dark = "".join(f"--rg-{role}:{colours[1]};" for role, colours in ROLES.items())
    return (
        f":root,[data-md-color-scheme=default]{{{light}}}\n"
        f"[data-md-color-scheme=slate],[data-bs-theme=dark]{{{dark}}}\n"
        ".rg-drawing{margin:1em 0}\n"
        ".rg-drawing svg{display:block;max-width:100%;height:auto}\n"
        ".rg-drawing--narrow{display:none}\n"
        "@media screen and (max-width:36em){.rg-drawing--wide{display:none}.rg-drawing--narrow{display:block}}\n"
        ".rg-drawing a:focus-visible rect,.rg-drawing a:hover rect{stroke:var(--rg-accent);stroke-width:2}\n"
    )
