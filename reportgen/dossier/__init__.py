"""A dossier: an inventory as one recipient may see it, its neighbours under pseudonyms; values in, values out."""

from __future__ import annotations

from reportgen.dossier.disguise import Disguised, disguise
from reportgen.dossier.same import changed_verdicts

__all__ = ["Disguised", "changed_verdicts", "disguise"]
