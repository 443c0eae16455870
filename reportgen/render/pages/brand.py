"""The organisation's look on the site: its logo and colours beside the bundled look, which a ``mkdocs.yml`` of the user's own overrides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from reportgen.model import Branding

STYLE: Final = "assets/brand.css"
_LOGO: Final = "assets/brand-logo"


def brand_files(brand: Branding) -> Iterator[tuple[str, bytes]]:
    """Yield (path from the site's top, content) of the files that the look needs."""
    if brand.logo is not None:
        yield _logo(brand), brand.logo.file.data
    if brand.colors.primary or brand.colors.accent:
        yield STYLE, "".join(_rules(brand)).encode("utf-8")


def with_brand(settings: dict[str, Any], brand: Branding) -> dict[str, Any]:
    """Return the settings of the site with logo and colours; a logo that the user's own file names stays, as does another theme."""
    theme = settings.get("theme")
    if brand.logo is not None and isinstance(theme, dict) and theme.get("name") == "material" and "logo" not in theme:
        settings = {**settings, "theme": {**theme, "logo": _logo(brand)}}
    if brand.colors.primary or brand.colors.accent:
        settings = {**settings, "extra_css": [STYLE, *settings.get("extra_css", [])]}
    return settings


def _logo(brand: Branding) -> str:
    is_png = brand.logo is not None and brand.logo.file.data.startswith(b"\x89PNG")
    return f"{_LOGO}.{'png' if is_png else 'svg'}"


def _rules(brand: Branding) -> Iterator[str]:
    """Yield the rules: colours that can be read on white serve the light scheme; the dark one keeps its own."""
    if brand.colors.primary:
        color = brand.colors.primary
        names = ("--md-primary-fg-color", "--md-primary-fg-color--light", "--md-primary-fg-color--dark")
        yield f'[data-md-color-primary="custom"] {{ {" ".join(f"{name}: {color};" for name in names)} }}\n'
    if brand.colors.accent:
        color = brand.colors.accent
        yield f'[data-md-color-scheme="default"] {{ --md-typeset-a-color: {color}; --md-accent-fg-color: {color}; }}\n'
