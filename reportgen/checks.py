"""The words of the catalogue, explained: what each check asks, and what each scope compares.

The ids are those of the catalogue format ``reportgen/catalog/v1`` and of ``findings[].check`` in the report; they never change meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reportgen.language import mark
from reportgen.regulation import Scope

PLATFORM_UPDATE_LEVEL = "platform_update_level"
"""The one check that a requirement does not list: giving it a level for platform updates implies it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInfo:
    """Explain one check: ``title`` is a heading, ``question`` what has to be answered with yes to satisfy it; ``tr`` translates both."""

    id: str
    title: str
    question: str


def _table(*rows: tuple[str, str, str]) -> Mapping[str, CheckInfo]:
    """Key the rows by their id, in the order given."""
    return MappingProxyType({name: CheckInfo(id=name, title=title, question=question) for name, title, question in rows})


CHECKS: Mapping[str, CheckInfo] = _table(
    (
        "isolation_level",
        mark("Isolation between the two"),
        mark("Are the two deployments at least as well isolated as the requirement asks, Namespaces included where it names them?"),
    ),
    ("namespace_isolated", mark("Own Namespace"), mark("Does a Namespace, or a stronger boundary, lie between the two deployments?")),
    ("dedicated_nodes", mark("Dedicated Nodes"), mark("Are the deployment's Nodes closed to every deployment of the other kind?")),
    ("network_policy_present", mark("NetworkPolicy"), mark("Is every pod of the deployment selected by at least one NetworkPolicy?")),
    (
        "default_deny",
        mark("Traffic denied by default"),
        mark("Is traffic to and from the deployment refused unless a NetworkPolicy allows it?"),
    ),
    ("secrets_not_shared", mark("No shared Secrets"), mark("Is there no Secret or database login that both deployments can reach?")),
    (
        "service_account_not_shared",
        mark("Own service account"),
        mark("Does the deployment run under a service account of its own, other than `default`?"),
    ),
    (
        "access_groups_separate",
        mark("Separate access groups"),
        mark("Is no group that may change production also one that may change non-production?"),
    ),
    (
        "privileged_access_listed",
        mark("List of privileged access"),
        mark("Is it on record which people and robots hold cluster-admin or the like?"),
    ),
    (
        "pipeline_credentials_separate",
        mark("Separate pipeline credentials"),
        mark("Does the delivery pipeline use other credentials for production than for non-production?"),
    ),
    (
        "separation_of_duties",
        mark("Separation of duties"),
        mark("Was the change approved by somebody other than whoever wrote or made it?"),
    ),
    (
        "nonprod_exists",
        mark("A non-production deployment"),
        mark("Does the application have a non-production deployment beside its production one?"),
    ),
    (
        "nonprod_designated",
        mark("Designated non-production Environment"),
        mark("Has the provider been told which Environment counts as non-production?"),
    ),
    (
        "prod_data_only_in_prod",
        mark("Customer data in production only"),
        mark("Is customer data held by production deployments and by no other?"),
    ),
    ("test_data_masked", mark("Masked test data"), mark("Is the data outside production invented, masked or pseudonymised?")),
    (
        "nonprod_with_prod_data_protected_as_prod",
        mark("Customer data elsewhere protected as in production"),
        mark("Where customer data is held outside production, do the rules of production hold there, under an approval that ends?"),
    ),
    ("update_order_nonprod_first", mark("Non-production first"), mark("Did non-production have the update before production had it?")),
    (
        "update_lead_time",
        mark("Lead time of updates"),
        mark("Did non-production have each minor and major update the promised number of working days ahead of production?"),
    ),
    ("change_tested_evidence", mark("Test on record"), mark("Had a test of the change been recorded when it reached production?")),
    ("change_approved", mark("Approval on record"), mark("Had an approval of the change been recorded when it reached production?")),
    ("change_classified", mark("Class of change"), mark("Does the change say which class of change it is?")),
    (
        "emergency_change_documented",
        mark("Emergency changes on record"),
        mark("Does an emergency change say why it was one, and who approved it afterwards?"),
    ),
    ("rollback_plan", mark("Way back"), mark("Is it on record how the change would be undone?")),
    (
        "patch_deadline",
        mark("Deadline of patches"),
        mark("Did the patch reach production within the days that the framework, or else the organisation, allows?"),
    ),
    (
        "patch_tested_before_prod",
        mark("Patch tried first"),
        mark("Did a non-production deployment have the patch before production, by however little?"),
    ),
    ("patch_escalation", mark("Late patches escalated"), mark("Was somebody in charge told when a patch missed its deadline?")),
    ("security_zone_assigned", mark("Security Zone"), mark("Does the deployment say which Security Zone it belongs to?")),
    ("protection_need_recorded", mark("Protection need"), mark("Does the deployment say how much protection it needs?")),
    (
        "separation_plan_documented",
        mark("Separation concept"),
        mark("Is there a written concept or risk assessment of what is kept apart and why?"),
    ),
    (
        "exception_documented",
        mark("Exceptions on record"),
        mark("Does each exception name its owner, its reason, what makes up for it, and its last day?"),
    ),
    ("inventory_complete", mark("Complete inventory"), mark("Does the inventory say everything that has to be known of the deployment?")),
    (
        "backups_separate",
        mark("Separate backups"),
        mark("Do backups of production lie in another bucket, under other credentials, than the rest?"),
    ),
    (
        "restore_environment_separate",
        mark("Separate place to restore to"),
        mark("Would a restore go to another Environment than the one it came from?"),
    ),
    (
        "physical_separation_declared",
        mark("Separate hardware"),
        mark("Does somebody declare that the two run on separate physical machines?"),
    ),
    ("segmentation_test_date", mark("Recent test of the segmentation"), mark("Was the separation last put to the test recently enough?")),
    (
        "manufacturer_required_level",
        mark("Level set by the manufacturer"),
        mark("Is the isolation that the device's manufacturer asks for reached?"),
    ),
    ("default_namespace_not_used", mark("Not in `default`"), mark("Does the deployment stay out of the Namespace called `default`?")),
    ("quota_present", mark("Quota"), mark("Does a ResourceQuota limit what the deployment's Namespace may use?")),
    (
        "testing_in_production_approved",
        mark("Testing in production approved"),
        mark("Was any testing in production approved beforehand, and for a limited time?"),
    ),
    ("go_live_cleanup", mark("Clean start"), mark("Were test data and test accounts taken out before production began?")),
    ("pod_max_age_24h", mark("Pods replaced daily"), mark("Is every pod replaced within a day?")),
    ("report_rerun_after_change", mark("Report up to date"), mark("Has this report been made anew since the last change?")),
    (
        PLATFORM_UPDATE_LEVEL,
        mark("Isolation for updates of the platform"),
        mark("Are production and non-production far enough apart for an update of the platform to reach one before the other?"),
    ),
)
"""Every check by id: the 42 that a requirement can list, in the catalogue's order, then ``platform_update_level``."""


SCOPES: Mapping[Scope, str] = MappingProxyType(
    {
        Scope.PROD_VS_NONPROD_SAME_APP: mark("Production against non-production of the same application"),
        Scope.PROD_VS_NONPROD_ANY_APP: mark("Production against non-production, whatever the application"),
        Scope.DIFFERENT_SECURITY_ZONES: mark("Deployments in different Security Zones or of different protection need"),
        Scope.DIFFERENT_APPLICATIONS: mark("Deployments of different applications"),
        Scope.DIFFERENT_CUSTOMERS: mark("Deployments for different end customers"),
        Scope.CDE_VS_OTHER: mark("Deployments with cardholder data against those without"),
        Scope.VERY_HIGH_PROTECTION_NEED_VS_ANY: mark("Deployments of very high protection need against all others"),
        Scope.WORKLOAD_VS_MANAGEMENT: mark("Deployments against the workloads that run the platform"),
        Scope.CLEARINGHOUSE_VS_REST: mark("Health care clearinghouse against the rest of the organisation"),
        Scope.PRODUCTION_VS_RESTORE: mark("Production against the place its backups are restored to"),
        Scope.EACH_DEPLOYMENT: mark("Every deployment on its own"),
        Scope.PRODUCTION_DEPLOYMENT: mark("Every production deployment on its own"),
        Scope.NONPROD_WITH_PRODUCTION_DATA: mark("Non-production deployments that hold customer data"),
        Scope.MEDICAL_DEVICE_PRODUCTION: mark("Production deployments of medical device software"),
        Scope.CHANGE_TO_PRODUCTION: mark("Every update that reaches production"),
        Scope.PATCH_EVENT: mark("Every security patch, from its release until production has it"),
    }
)
"""What each scope is judged on, as a heading; ``tr`` translates it."""
