"""The catalogues: frameworks with their requirements, and terms of service, as files of the package and of the user's own.

A catalogue file of the format ``reportgen/catalog/v1`` holds one framework, or overrides of requirements that other files hold, or
both::

    schema: reportgen/catalog/v1
    framework:
      id: acme-policy                     # a-z, 0-9, dot and hyphen; every requirement's id begins with it and a slash
      title: Acme isolation policy
      version: "3"                        # all below may be left out
      issuer: Acme Care AB
      kind: policy                        # law | standard | guidance | contract | policy (the default)
      status: in-force                    # in-force (the default) | superseded | repealed | to-be-confirmed
      applies_to: every deployment of Acme's
      official_location: https://wiki.example/policy
      edition_from: 2024-02-01            # the date of this edition, as its issuer writes it
      in_force_from: 2023-02              # the first day; may be cut to month or year; left out = from the beginning
      in_force_to: 2026-12-31             # the last day; left out = no end is known
      origin_of_dates: From the wiki page.
      baselines: [basic, full]            # then each requirement names those that contain it; [] = none does
      notes: Replaces the policy of 2019.
    requirements:
      - id: acme-policy/p1
        title: Production has clusters of its own
        scope: prod_vs_nonprod_any_app    # reportgen.checks.SCOPES
        clause: P 1                       # left out = the part of the id after the slash
        paraphrase: Production does not share a Workload Cluster with anything else.
        checks: [access_groups_separate]  # reportgen.checks.CHECKS; none at all = somebody has to attest it
        min_level: cluster                # labels | namespace | node | cluster | environment; implies the check isolation_level
        namespaces_must_differ: true      # at the levels labels to node the Namespaces differ too
        recommended_level: environment
        exception_floor: node             # how far a documented exception may go down
        platform_update_level: cluster    # what lets an update of the platform reach non-production first
        basis: mandated_by_text           # | common_interpretation | our_recommendation; needed where a level is given
        reading: Why this level.
        text_force: must                  # must (the default) | should | informative | draft
        confidence: high                  # high | medium | low (the default)
        parameters: {patch_deadline_days: {critical: 14}}
        topics: [env_separation]
        baselines: [full]
        protection_needs: [high]          # only for deployments of these; left out = for all
        verification: {status: verified_text, where: Acme wiki}     # left out = memory_only: not verified, and the report says so
    successors:
      - {source: acme-policy/p1, target: iso27001-2022/a.8.31, relationship: subset-of}
      - {target: iso27001-2022, relationship: replaced-by}          # without a source: the framework as a whole
    overrides:
      - requirement: iso27001-2022/a.8.31
        reason: Decided by the board.
        min_level: cluster                # any of the levels, namespaces_must_differ and parameters; null takes a level away

``relationship`` is one of ``equal-to equivalent-to subset-of superset-of intersects-with`` (NIST IR 8477 in the spelling of OSCAL), or
``replaced-by``. A framework that the package ships is changed by overrides only.
"""
