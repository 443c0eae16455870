"""The use cases: paths, a day and formats in, conclusions and files out. The only room that knows both reading and writing."""

from __future__ import annotations

from reportgen.inventory import typed_base
from reportgen.pipeline.building import FORMATS, BuildOptions, Step, build, downloads, site_config, written
from reportgen.pipeline.judging import Knowledge, fails, judge, know, organization_name, read, report_name, snapshot_bytes, sole_inventory
from reportgen.pipeline.questions import (
    Planned,
    catalogued,
    deployment_named,
    findings_about,
    isolation_between,
    json_schema,
    period_summary,
    plan,
    plan_calendar,
)
from reportgen.pipeline.releasing import Frozen, freeze, released
from reportgen.report.editions import EDITIONS

__all__ = [
    "EDITIONS",
    "FORMATS",
    "BuildOptions",
    "Frozen",
    "Knowledge",
    "Planned",
    "Step",
    "build",
    "catalogued",
    "deployment_named",
    "downloads",
    "fails",
    "findings_about",
    "freeze",
    "isolation_between",
    "json_schema",
    "judge",
    "know",
    "organization_name",
    "period_summary",
    "plan",
    "plan_calendar",
    "read",
    "released",
    "report_name",
    "site_config",
    "snapshot_bytes",
    "sole_inventory",
    "typed_base",
    "written",
]
