"""What customers went through: contacts, channels, transfers and time per issue."""

from __future__ import annotations

from functools import partial

from lastword.metrics.metric import Metric

_metric = partial(
    Metric,
    grain="issue",
    table="issues",
    kind="verdict",
    decider="behaviour",
    higher_is="worse",
)


METRICS = (
    _metric(
        "contacts_per_issue",
        "Contacts per issue",
        "How often must a customer come for one problem?",
        unit="count",
        expression=lambda t: t.contact_count,
        formula="contacts by the customer, all channels / issues",
        needs=("issues.contact_count",),
        trap="Missed links make it too small: issues look solved in one contact.",
        source="Lastword",
    ),
    _metric(
        "customer_seconds_per_issue",
        "Customer's time per issue",
        "How much of their life does a problem take?",
        unit="seconds",
        expression=lambda t: t.customer_seconds,
        formula="Σ (menu + wait + talk + hold) over all contacts of an issue / issues",
        needs=("issues.customer_seconds",),
        trap="Time between contacts, often days, is not in it.",
        source="Lastword",
    ),
    _metric(
        "handle_seconds_per_issue",
        "Handle time per issue",
        "How much agents' time does a problem take, over all its contacts?",
        unit="seconds",
        kind="performance",
        decider="system",
        expression=lambda t: t.handle_seconds,
        formula="Σ (talk + hold + wrap-up) over all contacts of an issue / issues",
        needs=("issues.handle_seconds",),
        trap="Still a cost: a solved problem may be worth more time.",
        source="Lastword; the fair twin of average handle time",
        higher_is="neither",
    ),
    _metric(
        "more_than_one_channel",
        "More than one channel",
        "How many customers had to change the channel?",
        unit="share",
        expression=lambda t: t.channel_count > 1,
        formula="issues with contacts in two or more channels / issues",
        needs=("issues.channel_count",),
        trap="Some customers like to change; ask them.",
        source="Customer effort research",
    ),
    _metric(
        "transferred",
        "Transferred",
        "How many customers were passed on?",
        unit="share",
        expression=lambda t: t.transfer_count > 0,
        formula="issues with at least one transfer / issues",
        needs=("issues.transfer_count",),
        trap="A good transfer to someone who can solve it is no harm.",
        source="Common use",
    ),
    _metric(
        "false_first",
        "False first-timers",
        "How many “first” contacts were not the first?",
        grain="contact",
        table="issue_contacts",
        unit="share",
        expression=lambda t: t.is_first_claimed.ifelse(t.is_false_first, None),
        formula="contacts greeted as first although the issue had an earlier contact elsewhere / "
        "contacts that their own source and channel would call first",
        needs=("issue_contacts.is_first_claimed",),
        trap="Only contacts that some export holds can be found.",
        source="Lastword",
    ),
    _metric(
        "left",
        "Left",
        "How many customers cancelled or downgraded soon after?",
        table="verdicts",
        unit="share",
        expression=lambda t: t.did_leave,
        formula="issues whose customer cancelled or downgraded within the leave window / issues "
        "whose window has passed",
        needs=("verdicts.did_leave",),
        trap="Customers leave for prices and moves, too: compare with those without contact.",
        source="Lastword",
    ),
)
