"""Every command on a real project: exit codes, JSON alone on standard output, clear errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from lastword.cli.main import _exit_code


class Command:
    """Runs commands in a project and keeps what they print."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        self.err = ""

    def __call__(self, *words: str, code: int = 0, project: bool = True) -> str:
        where = ["--project", str(self.folder)] if project else []
        found = _exit_code([*words, *where])
        printed = self.capsys.readouterr()
        self.err = printed.err
        assert found == code, printed.err
        assert "Traceback" not in printed.err
        return printed.out

    def json(self, *words: str, project: bool = True) -> Any:
        return json.loads(self(*words, "--json", project=project))


@pytest.fixture
def command(centre: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(centre, capsys)


def test_status_sources_and_doctor(command: Command) -> None:
    status = command.json("status")
    assert status["generation"] == 1
    assert status["rows"]["contacts"] > 4_000
    assert {load["source"] for load in command.json("sources", "--loads")} >= {
        "phone",
        "chat",
        "desk",
    }
    assert all(check["ok"] for check in command.json("doctor"))


def test_show_explain_and_survey(command: Command) -> None:
    assert "SOLVED" in command("show", "solved").upper()
    assert {page["slug"] for page in command.json("show", "verdict")} >= {"solved", "back"}
    assert "trap" in command("explain", "agent_code", project=False).lower()
    assert command.json("explain", project=False)
    assert command("survey")
    asked = command.json("questions")
    assert {row["told_by"] for row in asked} == {"mapping"} and sum(row["answers"] for row in asked)
    assert "csat" in command("questions")


def test_waits_and_a_plan(command: Command, tmp_path: Path) -> None:
    assert {page["slug"] for page in command.json("show", "capacity")} == {"capacity"}
    target = "P(wait > 60 s) < 20%"
    written = tmp_path / "plan.xlsx"
    plan = command.json("staff", "--target", target, "--days", "7", "--output", str(written))
    assert plan["target"] == target
    assert len(plan["agents"]) == 7 * 48
    assert written.exists()
    assert "Hours to schedule" in command("staff", "--days", "7")
    command("staff", "--target", "soon", code=2)
    assert "'soon' is not understood" in command.err


def test_rows_behind_a_finding(command: Command) -> None:
    behind = command.json("contacts", "--behind", "verdict.false_first", "--limit", "3")
    assert len(behind["rows"]) == 3
    assert behind["total"] >= 3
    contact = behind["rows"][0]["contact_id"]
    assert command.json("read", contact)["contact"]["contact_id"] == contact
    assert command.json("issues", "--limit", "2")["rows"]
    command("contacts", "--behind", "verdict.nothing", code=2)
    assert "Findings with rows" in command.err


def test_callbacks_and_their_results(command: Command) -> None:
    listed = command.json("callbacks", "--limit", "5")["callbacks"]
    assert listed
    contact = listed[0]["contact_id"]
    command("callbacks", "done", contact, "--result", "solved", "--note", "refunded")
    again = command.json("callbacks", "--limit", "5")["callbacks"]
    assert contact not in {row["contact_id"] for row in again}
    command("callbacks", "done", "phone:none", "--result", "solved", code=2)


def test_ideas_are_decided_merged_added_and_shown(command: Command, tmp_path: Path) -> None:
    assert {page["slug"] for page in command.json("show", "voice")} == {
        "talk",
        "felt",
        "ideas",
        "leaving",
    }
    (first,) = (idea["idea_id"] for idea in command.json("ideas"))
    command("ideas", "add", "A message before the visit", "--agent", "b:8")
    customers = {idea["idea_id"]: idea["customers"] for idea in command.json("ideas")}
    (second,) = customers.keys() - {first}
    command("ideas", "status", first, "planned")
    command("ideas", "credit", first, "b:7")
    command("ideas", "merge", second, first)
    command("ideas", "add", "Write to me at jo@example.org", "--agent", "b:9")
    listed = {idea["title"]: idea for idea in command.json("ideas")}
    merged = next(idea for idea in listed.values() if idea["idea_id"] == first)
    assert merged["status"] == "planned"
    assert {"b:7", "b:8"} <= set(merged["credited"])
    assert merged["customers"] == customers[first] + customers[second]
    assert listed["Write to me at [e-mail]"]["credited"] == ["b:9"]
    command("ideas", "status", "nothing", "planned", code=2)
    command("ideas", "export", str(tmp_path / "ideas.csv"))
    assert "planned" in (tmp_path / "ideas.csv").read_text()
    page = tmp_path / "showcase.html"
    assert command.json("showcase", "--output", str(page))["quotes"] == 0
    quote = str(escape(merged["quotes"][0]["text"]))
    assert quote not in page.read_text()
    command("showcase", "--output", str(page), "--consent-elsewhere")
    assert quote in page.read_text()


def test_labels_stand_in_the_margin_and_are_corrected(command: Command) -> None:
    contact = command.json("ideas")[0]["quotes"][0]["contact_id"]
    found = command.json("read", contact)["labels"]
    label = next(row for row in found if row["kind"] == "idea")
    assert "idea wish" in command("read", contact)
    key = (label["contact_id"], label["message_id"], label["kind"], label["value"])
    command("correct", "label-wrong", *key)
    command("correct", "label-wrong", *key[:3], code=2)
    assert "Labels of idea, judged right: 0 %" in command("correct", "list")
    command("build")
    assert label["label_id"] not in {
        row["label_id"] for row in command.json("read", contact)["labels"]
    }


def test_corrections_rollback_and_gc(command: Command) -> None:
    command("correct", "merge-persons", "phone:1", "phone:2", "--note", "same family")
    assert command.json("correct", "list")[0]["note"] == "same family"
    command("build")
    assert command.json("status")["generation"] == 2
    assert command.json("rollback")["generation"] == 1
    command("gc", "--keep", "1")


def test_export_writes_a_table(command: Command, tmp_path: Path) -> None:
    target = tmp_path / "issues.csv"
    command("export", "issues", "--output", str(target))
    assert target.read_text(encoding="utf-8").startswith('"issue_id",')
    command("export", "nothing", "--output", str(target), code=2)
    assert "Choose one of" in command.err


def test_a_missed_threshold_is_exit_1(command: Command, tmp_path: Path) -> None:
    words = ["report", str(command.folder), "--output", str(tmp_path / "r.html")]
    command(*words, "--fail-on", "said<1.01", code=1, project=False)
    assert (tmp_path / "r.html").exists()


def test_errors_name_what_to_do(command: Command, tmp_path: Path) -> None:
    command("status", "--project", str(tmp_path), code=2, project=False)
    assert "lastword report EXPORTS" in command.err
    command("explain", "no_metric", code=2, project=False)
    assert "Choose one of" in command.err
    (tmp_path / "notes.txt").write_text("nothing here\n")
    command("report", str(tmp_path / "notes.txt"), code=3, project=False)


def test_init_proposes_a_mapping(command: Command, tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    rows = "contact_id,offered_at,channel,customer_ref,agent_id\n"
    rows += "1,2024-01-02 10:00:00,voice,a,7\n2,2024-01-13 11:00:00,chat,b,8\n"
    (exports / "contacts.csv").write_text(rows)
    assert "contact_id" in command("init", str(exports), project=False)
    assert (exports / "lastword.toml").exists()
    command("init", str(exports), code=2, project=False)
    assert "--force" in command.err


def test_an_agents_page_and_what_they_dispute(command: Command, tmp_path: Path) -> None:
    rows = command.json("contacts", "--limit", "40")["rows"]
    contact = next(row for row in rows if row["agent_id"])
    agent, name = contact["agent_id"], contact["contact_id"]
    command("dispute", "attribution", name, "--by", "ann", "--note", "my colleague took over")
    command("dispute", "link", "phone:none", code=2)
    page = tmp_path / "own.html"
    told = command.json("agent", agent, "--output", str(page))["page"]
    blocks = {block.get("id"): block for block in told["blocks"]}
    assert blocks["agent-disputes"]["rows"][0][2] == name
    assert blocks["agent-outcomes"]["rows"]
    assert "my colleague took over" in page.read_text(encoding="utf-8")
    command("dispute", "decide", "1", "upheld", "--by", "ann", code=2)
    command("dispute", "decide", "1", "upheld", "--by", "lead")
    assert command.json("dispute")[0]["answer"] == "upheld"
    assert command.json("correct", "list")[0]["kind"] == "attribution"
    command("agent", "nobody", code=2)
    assert "agent_id" in command.err
