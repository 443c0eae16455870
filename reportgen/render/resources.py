"""Bundled and user templates, found one at a time; static files beside them.

A user's directory comes first, then the bundled one, then the bundled one again under the prefix ``builtin/``, so that a user's template
can extend the original and replace one block of it. Template names, block names and variables are public.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateNotFound
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reportgen.errors import TemplateError, UsageError
from reportgen.language import day, number, tr, trc, trn

PACKAGE = Path(__file__).resolve().parent.parent


WORDS: Final[Mapping[str, Callable[..., str]]] = {"tr": tr, "trn": trn, "trc": trc, "day": day, "number": number}
"""The functions that every template can call: sentences, days and numbers in the language of the report."""


def bundled(name: str) -> Path:
    """Return a bundled file or directory: from the package, or in a checkout from the directory above it."""
    inside = PACKAGE / "_bundled" / name
    return inside if inside.exists() else PACKAGE.parent / name


class Templates:
    """Render templates; ``user`` is a directory whose files stand in for the bundled ones of the same name, None = there is none."""

    def __init__(self, user: Path | None = None) -> None:
        if user is not None and not user.is_dir():
            raise UsageError(f"the template directory {user} does not exist", "`reportgen templates copy NAME -o DIR` makes one")
        self._roots = [root for root in (user, bundled("templates")) if root is not None]

    @cached_property
    def _environment(self) -> ImmutableSandboxedEnvironment:
        builtin = FileSystemLoader(self._roots[-1])
        loaders = [*(FileSystemLoader(root) for root in self._roots), PrefixLoader({"builtin": builtin})]
        environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader(loaders),
            undefined=StrictUndefined,
            autoescape=lambda name: name is not None and name.endswith((".html.j2", ".xml.j2")),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.globals.update(WORDS)
        return environment

    def render(self, name: str, filters: Mapping[str, Callable[..., Any]], **variables: object) -> str:
        """Return a rendered template.

        Raises:
            TemplateError: the template is missing or wrong; the message names its file and line.
        """
        self._environment.filters.update(filters)
        try:
            return self._environment.get_template(name).render(**variables)
        except TemplateNotFound as error:
            raise TemplateError(f"template {error.name} is not there (asked for by {name})") from error
        except JinjaError as error:
            raise TemplateError(f"{_place(error, name)}: {error.message or type(error).__name__}") from error
        except (TypeError, ValueError, AttributeError, ZeroDivisionError, KeyError) as error:
            if not _is_in_template(error):
                raise
            raise TemplateError(f"{_place(error, name)}: {error}") from error

    def file(self, name: str) -> Path:
        """Return a static file, the user's own before the bundled one."""
        for root in self._roots:
            if (root / name).is_file():
                return root / name
        raise TemplateError(f"{name} is not there")

    def read(self, name: str) -> bytes:
        """Return the bytes of a static file, the user's own before the bundled one."""
        return self.file(name).read_bytes()


def names() -> list[str]:
    """Return the names of all bundled templates and static files, sorted."""
    root = bundled("templates")
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def copy(wanted: Iterable[str], output: Path) -> list[Path]:
    """Copy bundled templates and static files below ``output``, all of them or none, and return the copies in the order asked for.

    Raises:
        UsageError: there is no such template, or a copy of that name is there already.
    """
    copies = {name: output / name for name in wanted}
    known = names()
    for name, target in copies.items():
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.5)
            raise UsageError(
                f"there is no template {name!r}", f"did you mean {' or '.join(near)}?" if near else "see `reportgen templates list`"
            )
        if target.exists() or target.is_symlink():
            raise UsageError(f"{target} is there already", "remove it first, or name another directory with -o")
    for name, target in copies.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((bundled("templates") / name).read_bytes())
    return list(copies.values())


def _place(error: BaseException, name: str) -> str:
    """Return ``FILE:LINE`` of the innermost template in an error's trace."""
    # The lexer's own errors carry the file in ``name``.
    lineno, filename = getattr(error, "lineno", None), getattr(error, "filename", None) or getattr(error, "name", None)
    if lineno is not None and filename is not None:
        return f"{filename}:{lineno}"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith((".j2", ".css"))]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else name


def _is_in_template(error: BaseException) -> bool:
    """Tell whether the statement that failed stands in a template, not in our own code called from one."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and frames[-1].filename.endswith(".j2")
