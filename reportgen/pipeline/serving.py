"""Live preview: the report's site on this computer, built again whenever a file changes, with mistakes shown in the browser."""

from __future__ import annotations

import logging
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from mkdocs.livereload import LiveReloadServer

from reportgen.errors import InputError, ReportgenError, UsageError
from reportgen.pipeline.building import BuildOptions, build
from reportgen.render.resources import Templates

HOST: Final = "127.0.0.1"
_TEMPLATE: Final = "preview.html.j2"
_POLL_SECONDS: Final = 0.3

Say = Callable[[str], None]
"""Told what happens, a line at a time."""


def serve(path: Path, options: BuildOptions, *, port: int, say: Say, open_browser: bool = False) -> None:
    """Serve the site of the inventory at a path on this computer only, until somebody interrupts; port 0 = any that is free.

    Raises:
        UsageError: there is no inventory or no such directory of templates, or the port is taken.
    """
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or directory")
    Templates(options.templates)
    _quiet()
    with tempfile.TemporaryDirectory(prefix="reportgen-") as room:
        preview = _Preview(path, options, Path(room, "site"), port, say)
        for interruption in (signal.SIGINT, signal.SIGTERM):
            signal.signal(interruption, preview.interrupt)
        for place in _watched(path, options):
            preview.watch(str(place), recursive=place.is_dir() and place in (path, options.templates))
        try:
            preview.build()
            preview.serve(open_in_browser=open_browser)  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            say("Stopped.")
        except OSError as error:
            raise UsageError(f"nothing can be served on port {port}: {error.strerror}", "name another one with --port") from error
        finally:
            preview.shutdown()


def _watched(path: Path, options: BuildOptions) -> list[Path]:
    """Return what to watch: the inventory's directory, also of a single file, whose catalogues lie beside it; templates; the look."""
    inventory = path if path.is_dir() else path.parent
    return [place for place in (inventory, options.templates, options.site_config) if place is not None]


def _quiet() -> None:
    """Keep the server's own words to itself: a request for a missing page is no warning of the pages that are being built."""
    words = logging.getLogger("mkdocs.livereload")
    words.addHandler(logging.NullHandler())
    words.propagate = False


class _Preview(LiveReloadServer):
    """Serve the last good site, or what is wrong now; browsers reload by themselves after each build."""

    def __init__(self, path: Path, options: BuildOptions, output: Path, port: int, say: Say) -> None:
        super().__init__(self.build, HOST, port, str(output), polling_interval=_POLL_SECONDS)
        self.path, self.options, self.output, self.say = path, options, output, say
        self.wrong: tuple[str, ...] = ()
        self.interrupted = False

    def interrupt(self, *_: object) -> None:
        """End the preview. What runs now may swallow the exception: the build that is under way looks again when it is through."""
        self.interrupted = True
        raise KeyboardInterrupt

    def server_activate(self) -> None:
        """Say where the preview is, once it is known."""
        super().server_activate()
        self.url = f"http://{HOST}:{self.server_port}/"
        self.say(f"Serving {self.path} at {self.url} (Ctrl-C ends)")

    def build(self) -> None:
        """Build the site; where that fails, keep what is wrong and go on."""
        begun = time.monotonic()
        try:
            build((self.path,), self.output, self.options, lambda _: None)
        except InputError as error:
            self._failed([str(problem) for problem in error.problems])
        except ReportgenError as error:
            self._failed([str(error)])
        except Exception:
            self._failed([*traceback.format_exc().splitlines(), "This is a bug of reportgen."])
        else:
            self.wrong = ()
            self.say(f"Built in {time.monotonic() - begun:.1f} s")
        if self.interrupted:
            raise KeyboardInterrupt

    def _failed(self, lines: list[str]) -> None:
        self.wrong = tuple(lines)
        self.say("\n".join(lines))

    def _serve_request(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes] | None:
        """Answer requests for this computer only, so that no page elsewhere can read the report through a name of its own."""
        if environ.get("HTTP_HOST", "").partition(":")[0] not in (HOST, "localhost"):
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"This preview answers to 127.0.0.1 only.\n"]
        path = environ["PATH_INFO"]
        if path.startswith("/livereload/") or not path.endswith(("/", ".html")):
            return super()._serve_request(environ, start_response)
        with self._epoch_cond:
            self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
            wrong, epoch = self.wrong, self._visible_epoch
        if not wrong:
            return super()._serve_request(environ, start_response)
        page = Templates().render(_TEMPLATE, {}, inventory=str(self.path), problems=wrong).encode("utf-8")
        start_response("500 Internal Server Error", [("Content-Type", "text/html; charset=utf-8")])
        return [self._inject_js_into_html(page, epoch)]  # type: ignore[no-untyped-call]
