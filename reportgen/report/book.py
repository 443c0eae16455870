"""The whole report, from an assessment."""

from __future__ import annotations

from dataclasses import replace

from reportgen.commitments import PeriodSummary
from reportgen.findings import Assessment, Status
from reportgen.language import day, mark, number, tr, trn
from reportgen.model import Branding
from reportgen.report.back import levels_page, method_page, waivers_page
from reportgen.report.brief import briefs
from reportgen.report.changes import changes_page
from reportgen.report.editions import AUDITOR, ENGINEER, EXECUTIVE, Edition
from reportgen.report.history import NO_PAST, Past, history_page
from reportgen.report.index import Index, counts
from reportgen.report.model import Book, Cover
from reportgen.report.overview import overview
from reportgen.report.places import application_page, environment_page, unplaced_applications
from reportgen.report.subjects import deployment_page
from reportgen.report.texts import commitments_page, framework_page
from reportgen.report.work import work_pages

DEFAULT_TITLE = mark("Environment isolation and update report")


def make_book(
    assessment: Assessment,
    *,
    version: str,
    period: PeriodSummary | None = None,
    past: Past = NO_PAST,
    edition: Edition = AUDITOR,
    part: str = "",
    whole: Assessment | None = None,
) -> Book:
    """Return the report in its final words and order.

    ``version`` is that of the tool, ``period`` the sums to show, ``past`` what was before. Where ``assessment`` is a part of a report,
    ``part`` is its title and ``whole`` the whole report: Environments and applications are shown with all that is in them.
    """
    index = Index(assessment)
    around = index if whole is None else Index(whole)
    is_dossier = assessment.inventory.report.recipient is not None
    about = tuple(words for words in (tr(edition.title) if edition.title else "", part) if words)
    applications = sorted((*assessment.applications, *unplaced_applications(index)), key=lambda a: a.name)
    book = Book(
        cover=_cover(index, version, about),
        overview=overview(index),
        environments=tuple(environment_page(around, e) for e in assessment.inventory.environments),
        applications=tuple(application_page(index if is_dossier else around, a) for a in applications),
        deployments=tuple(deployment_page(index, d) for d in sorted(assessment.inventory.deployments, key=lambda d: d.name)),
        frameworks=tuple(framework_page(index, f) for f in assessment.frameworks),
        commitments=commitments_page(index, period),
        waivers=waivers_page(index),
        levels=levels_page(),
        method=method_page(index),
        changes=changes_page(past.comparison) if past.comparison else None,
        history=history_page(past, assessment.as_of),
        language=assessment.language,
        brand=assessment.inventory.report.branding or Branding(),
        edition=edition,
    )
    return replace(
        book,
        briefs=briefs(assessment, book) if edition is EXECUTIVE else (),
        work=work_pages(assessment) if edition is ENGINEER else (),
    )


def _cover(index: Index, version: str, about: tuple[str, ...]) -> Cover:
    inventory = index.inventory
    brand = inventory.report.branding or Branding()
    return Cover(
        title=inventory.report.title or tr(DEFAULT_TITLE),
        organization=inventory.organization.name or tr("Organisation not stated"),
        as_of=index.assessment.as_of,
        statement=_statement(index),
        not_attested=tuple(_not_attested(index)),
        disclaimer=tr(
            "This report states what was assessed, by which reading, from which source, and how sure we are. It is not legal advice, and no"
            " part of it certifies anything."
        ),
        generator=f"reportgen {version}",
        about=about,
        text=brand.cover or "",
        confidentiality=brand.confidentiality or "",
        draft=tr("Draft") if brand.draft else "",
    )


def _statement(index: Index) -> str:
    numbers = counts(index.assessment.statuses)
    failing = len({s.subject for s in index.assessment.statuses if s.status is Status.NOT_SATISFIED})
    return tr(
        "{verdicts} not satisfied, for {subjects}.",
        verdicts=trn("{n} verdict", "{n} verdicts", numbers[Status.NOT_SATISFIED]),
        subjects=trn("{n} subject", "{n} subjects", failing),
    )


def _not_attested(index: Index) -> list[str]:
    completeness = index.inventory.report.completeness
    numbers = counts(index.assessment.statuses)
    lines = []
    if index.inventory.report.recipient is not None:
        lines.append(
            tr(
                "Neighbours stand here under pseudonyms, to be compared with: they are not judged, and one in another Environment may"
                " stand for several of its kind. Their names, and what people wrote about them, are with the sender."
            )
        )
    if completeness is None:
        lines.append(tr("Nobody attests that the inventory is complete."))
    else:
        lines.append(
            tr(
                "{who} attested on {day} that the inventory is complete; nobody checked it here.",
                who=completeness.attested_by,
                day=day(completeness.on),
            )
        )
    unknown, needed = numbers[Status.UNKNOWN], numbers[Status.ATTESTATION_NEEDED]
    lines.append(
        trn(
            "{n} verdict could not be told, because the inventory does not say.",
            "{n} verdicts could not be told, because the inventory does not say.",
            unknown,
        )
    )
    lines.append(
        trn(
            "{n} verdict would need an attestation that nobody has given.",
            "{n} verdicts would need an attestation that nobody has given.",
            needed,
        )
    )
    unverified = sum(not r.verification.is_verified for r in index.assessment.requirements.values())
    total = number(len(index.assessment.requirements) - 1)
    lines.append(tr("The text of {unverified} of {total} requirements was not verified.", unverified=number(unverified), total=total))
    return lines
