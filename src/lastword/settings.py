"""The settings of a project: what `lastword.toml` may hold, with every default."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from lastword.errors import SettingsError

Role = Literal[
    "csat",
    "nps",
    "ces",
    "resolved",
    "contacts_needed",
    "expectation",
    "attribute",
    "loyalty",
    "comment",
    "none",
]


class Section(BaseModel):
    """A section that refuses words it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProjectSettings(Section):
    """[project]: what the report calls the centre."""

    name: str = Field("Contact centre", description="Name of the centre as the report prints it")
    as_of: datetime | date | None = Field(
        None, description="Moment that the analyses speak of (UTC); default: the last contact"
    )
    currency: str = Field("EUR", description="Currency of amounts without one, ISO 4217")


class EngineSettings(Section):
    """[engine]: where the relational work runs."""

    name: Literal["duckdb", "spark"] = Field("duckdb", description="duckdb or spark")
    memory: str | None = Field(None, description="Memory limit, for example 4GB")
    threads: int | None = Field(None, description="Threads (duckdb); all cores by default")
    master: str = Field("local[*]", description="Spark master")
    spark: dict[str, str] = Field(default_factory=dict, description="Further Spark settings")
    buckets: int | None = Field(
        None, ge=1, le=4096, description="Buckets by person; default: one per 2 million contacts"
    )


class LinkingSettings(Section):
    """[linking]: who is one customer, which contacts are one issue."""

    identifiers: tuple[str, ...] = Field(
        ("account", "email", "phone", "device"),
        description="Kinds of identifiers that link two customer references on their own",
    )
    max_shared: int = Field(
        5, ge=2, description="An identifier shared by more customer references links nobody"
    )
    ignore: tuple[str, ...] = Field(
        (), description="Identifier values that link nobody (switchboard, placeholder)"
    )
    country_code: str = Field(
        "",
        pattern=r"^(\+[0-9]{1,3})?$",
        description='Country of telephone numbers that do not name theirs, for example "+49"',
    )
    window_days: float = Field(
        14, gt=0, description="Longest pause between contacts of one issue with the same reason"
    )
    unknown_days: float = Field(
        3, gt=0, description="Longest pause to the issue that a contact without a reason is put to"
    )
    quiet_hours: float = Field(
        12, gt=0, description="Silence after which a customer's next message is a new contact"
    )
    probabilistic: bool = Field(False, description="Link typos with Splink (lastword[linkage])")
    splink_threshold: float = Field(0.95, gt=0, lt=1, description="Match probability to link at")


class VerdictSettings(Section):
    """[verdict]: the windows in which the customer's behaviour counts."""

    recontact_days: float = Field(7, gt=0, description="Window for coming back on the same issue")
    next_issue_days: float = Field(30, gt=0, description="Window for the next issue")
    leave_days: float = Field(90, gt=0, description="Window for leaving after an issue")
    short_seconds: float = Field(10, ge=0, description="Served calls shorter than this are short")
    max_invitations: int = Field(
        2, ge=1, description="A customer invited more often in 90 days is asked too often"
    )


class CapacitySettings(Section):
    """[capacity]: what callers are promised, and what it takes."""

    target: str = Field(
        "P(wait > 20 s) < 5% & abandon < 2%", description="Promise to callers that plans keep"
    )
    interval_minutes: Literal[15, 30, 60] = Field(30, description="Length of a planning interval")
    shrinkage: float = Field(
        0.3, ge=0, lt=1, description="Share of paid time in which agents are not available"
    )
    confidence: float = Field(
        0.95, gt=0, lt=1, description="Share of intervals in which a plan keeps its promise"
    )
    holidays: str = Field(
        "",
        description='Whose public holidays: "US", "DE-BY" (needs lastword[holidays])',
    )
    hourly_cost: float | None = Field(
        None, ge=0, description="Cost of an agent's paid hour, in the project's currency"
    )
    changed_on: date | None = Field(
        None, description="Day of a change: problems opened before and after are compared"
    )


class VoiceSettings(Section):
    """[voice]: what is read in customers' and agents' words."""

    is_read: bool = Field(True, description="Read conversations at all")
    channels_off: tuple[str, ...] = Field((), description="Channels whose words are not read")
    sources_off: tuple[str, ...] = Field((), description="Sources whose words are not read")
    model: str = Field(
        "default", description="Embeddings: default, tf-idf, or the path of a model folder"
    )


class RecordingSettings(Section):
    """[recordings]: which recordings are read, and how."""

    folder: str = Field("", description="Folder of recordings; `lastword listen --folder` too")
    names: tuple[str, ...] = Field(
        (),
        description='What file names say, such as "*_{id}_{agent}_{time:%Y-%m-%dT%H-%M-%S}.wav"',
    )
    zone: str = Field("UTC", description="Time zone of the times in file names")
    tolerance_seconds: float = Field(
        60, ge=0, description="How far a time in a file name may lie from the contact's own"
    )
    channels: tuple[Literal["customer", "agent"], Literal["customer", "agent"]] = Field(
        ("customer", "agent"), description="Who speaks on the two channels, left first"
    )
    consent: Literal["on_record", "unless_refused"] = Field(
        "on_record",
        description="on_record: read only where the data hold a consent to recording; "
        "unless_refused: consent is asked at the start of every call, refusals are on record",
    )
    model: str = Field(
        "", description="Folder of a faster-whisper model; empty: measure, write no transcript"
    )
    model_sha256: str = Field(
        "", description="Sha-256 of its model.bin, where it is none of the published ones"
    )
    language: str = Field("", description="Language spoken, such as en; empty: found by the model")
    speakers: str = Field(
        "",
        description="Resemblyzer's pretrained.pt, which tells the two voices of a mono recording "
        "apart; empty: they are not told apart",
    )
    dead_air_seconds: float = Field(
        8, gt=0, description="Silence between two people that is called dead air"
    )
    longest_hours: float = Field(
        4, gt=0, description="A recording that lasts longer is not read: a line left open"
    )


class PrivacySettings(Section):
    """[privacy]: who may be seen."""

    min_group: int = Field(5, ge=1, description="Smaller groups are hidden")
    agent_names: bool = Field(False, description="Show agents' names instead of pseudonyms")
    patterns: dict[str, str] = Field(
        default_factory=dict,
        description="Own identifiers taken out of texts, { 'customer number' = 'KD-[0-9]{6}' }",
    )

    @field_validator("patterns")
    @classmethod
    def _are_patterns(cls, value: dict[str, str]) -> dict[str, str]:
        """Every one is read by every engine: no look-around, no reference back."""
        for name, pattern in value.items():
            try:
                is_everywhere = re.search(pattern, "") is not None
            except re.error as error:
                raise ValueError(f"{name} = {pattern!r} is no pattern: {error}") from error
            if is_everywhere:
                raise ValueError(f"{name} = {pattern!r} fits an empty text, hence everywhere")
            if re.search(r"\(\?[=!<]|\\[1-9]", pattern):
                raise ValueError(f"{name} = {pattern!r} looks around or back; engines cannot")
        return value


class QuestionSettings(Section):
    """[[questions]]: what a survey question asks, where its wording alone does not decide."""

    question: str = Field(description="Its code or its wording, as `lastword questions` prints it")
    source: str | None = Field(None, description="Source that asks it; every source by default")
    role: Role = Field(description="What it measures; none where it is no question of the verdict")
    attribute: str | None = Field(None, description="Which experience, for role attribute")
    scale_min: float | None = Field(None, description="Lowest possible answer")
    scale_max: float | None = Field(None, description="Highest possible answer")
    higher_is: Literal["better", "worse"] | None = Field(None, description="Which end is good")
    answers: dict[str, float] = Field(
        default_factory=dict, description='What answers mean as numbers, { "Very good" = 5 }'
    )


class IntegritySettings(Section):
    """[integrity]: how closely the audit of targets may look."""

    individuals: bool = Field(
        False, description="Allow findings on single agents, by pseudonym; agree it first"
    )
    fewest_contacts: int = Field(
        300, ge=1, description="An agent with fewer contacts is never tested"
    )
    fewest_invitations: int = Field(
        1500, ge=1, description="Surveys are tested for steering only above so many contacts"
    )
    fdr: float = Field(0.05, gt=0, lt=1, description="Share of false findings tolerated")


class PeopleSettings(Section):
    """[people]: what may be asked about single agents."""

    nominations: bool = Field(
        False,
        description="Gather what speaks for agents as future leaders; agree it with them first",
    )


class GoalSettings(Section):
    """[[goals]]: the strategy in words, and the metrics that stand for it."""

    words: str = Field(description="The goal in words")
    metrics: tuple[str, ...] = Field((), description="Metrics that stand for it")


class TargetSettings(Section):
    """[[targets]]: what people are held to."""

    metric: str = Field(description="Metric of the catalogue or the centre's own word")
    operator: Literal["<", "<=", ">", ">=", "=="] = Field("<=", description="How it binds")
    value: float = Field(description="The limit")
    unit: str = Field("seconds", description="Unit of the limit")
    applies_to: str = Field("centre", description="centre, a team, a queue or agents")
    since: date | None = Field(None, description="From when")
    until: date | None = Field(None, description="Until when")
    is_paid: bool | None = Field(None, description="Whether pay depends on it")
    is_displayed: bool | None = Field(None, description="Whether agents see it live")


class Settings(Section):
    """Everything that `lastword.toml` may hold."""

    project: ProjectSettings = ProjectSettings.model_validate({})
    engine: EngineSettings = EngineSettings.model_validate({})
    linking: LinkingSettings = LinkingSettings.model_validate({})
    verdict: VerdictSettings = VerdictSettings.model_validate({})
    capacity: CapacitySettings = CapacitySettings.model_validate({})
    voice: VoiceSettings = VoiceSettings.model_validate({})
    recordings: RecordingSettings = RecordingSettings.model_validate({})
    privacy: PrivacySettings = PrivacySettings.model_validate({})
    questions: tuple[QuestionSettings, ...] = ()
    integrity: IntegritySettings = IntegritySettings.model_validate({})
    people: PeopleSettings = PeopleSettings.model_validate({})
    goals: tuple[GoalSettings, ...] = ()
    targets: tuple[TargetSettings, ...] = ()
    sources: dict[str, Any] = Field(
        default_factory=dict, description="[sources.<name>]: mappings, read by ingest"
    )


def read_settings(path: Path) -> Settings:
    """Read `lastword.toml`.

    Raises
    ------
    SettingsError
        With every fault: file, key, what was found, what is allowed.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError([f"{path.name}: not valid TOML: {error}"]) from error
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        raise SettingsError([_fault(path, fault) for fault in error.errors()]) from error


def _fault(path: Path, fault: Any) -> str:
    place = ".".join(str(part) for part in fault["loc"])
    return f"{path.name} [{place}]: {fault['msg']} (found: {fault.get('input')!r})"
