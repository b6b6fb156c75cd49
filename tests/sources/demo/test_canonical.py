import pyarrow as pa
import pyarrow.compute as pc
import pytest

from lastword.engine import arrow_schema
from lastword.sources.demo import World, canonical
from lastword.tables import TABLES

LOADED = (
    "contacts",
    "legs",
    "messages",
    "events",
    "invitations",
    "answers",
    "identifiers",
    "agents",
    "shifts",
    "evaluations",
    "pulses",
    "outcomes",
)


@pytest.mark.parametrize("name", LOADED)
def test_tables_follow_the_canonical_model(tables: dict[str, pa.Table], name: str) -> None:
    table = tables[name]
    assert table.schema.equals(arrow_schema(name))
    assert table.num_rows > 0
    for column in TABLES[name].columns:
        values = table[column.name]
        assert not (column.is_required and values.null_count), column.name
        if column.values:
            found = set(values.unique().to_pylist()) - {None}
            assert found <= set(column.values), column.name
        if column.minimum is not None and values.null_count < len(values):
            assert pc.min(values).as_py() >= column.minimum, column.name


@pytest.mark.parametrize("name", [n for n in LOADED if n != "identifiers"])
def test_keys_name_one_row(tables: dict[str, pa.Table], name: str) -> None:
    key = list(TABLES[name].key)
    assert tables[name].group_by(key).aggregate([]).num_rows == tables[name].num_rows


@pytest.mark.parametrize(
    ("child", "column", "parent", "key"),
    [
        ("messages", "contact_id", "contacts", "contact_id"),
        ("legs", "contact_id", "contacts", "contact_id"),
        ("events", "contact_id", "contacts", "contact_id"),
        ("invitations", "contact_id", "contacts", "contact_id"),
        ("answers", "invitation_id", "invitations", "invitation_id"),
        ("evaluations", "contact_id", "contacts", "contact_id"),
        ("contacts", "agent_id", "agents", "agent_id"),
        ("contacts", "customer_ref", "identifiers", "customer_ref"),
        ("contacts", "customer_ref", "true_persons", "customer_ref"),
        ("contacts", "contact_id", "true_contacts", "contact_id"),
        ("outcomes", "customer_ref", "true_persons", "customer_ref"),
    ],
)
def test_references_lead_somewhere(
    tables: dict[str, pa.Table], child: str, column: str, parent: str, key: str
) -> None:
    given = set(tables[child][column].drop_null().to_pylist())
    assert given
    assert given <= set(tables[parent][key].to_pylist())


def test_times_are_in_order(tables: dict[str, pa.Table]) -> None:
    contacts = tables["contacts"]
    for earlier, later in (("offered_at", "answered_at"), ("offered_at", "ended_at")):
        pair = contacts.select([earlier, later]).drop_null()
        assert pc.all(pc.less_equal(pair[earlier], pair[later])).as_py()


def test_texts_can_be_left_out() -> None:
    tables = canonical(World(contacts=1_000, messages_per_contact=0))
    assert "messages" not in tables
    assert tables["contacts"].num_rows > 800
