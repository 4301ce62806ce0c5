"""The numbers a card allows, asked as ranges; one rebuild of the table instead of one for each list."""

from django.db import migrations, models
from django.db.models import Q
from django.db.migrations.operations.base import Operation

ALLOWED = {
    "sex": [(1, 2)],
    "household": [(1, 4)],
    "education": [(1, 7)],
    "occupation": [(1, 11), (99, 99)],
    "cause": [(1, 13), (99, 99)],
    "place_kind": [(1, 9), (99, 99)],
    "activity": [(1, 9), (99, 99)],
    "intent": [(1, 4), (99, 99)],
    "alcohol": [(1, 3)],
    "nature": [(1, 8), (99, 99)],
    "body_part": [(1, 6), (9, 9), (99, 99)],
    "system": [(1, 7), (99, 99)],
    "severity": [(1, 3)],
    "outcome": [(1, 4)],
}


def as_ranges(field, runs):
    condition = Q(**{f"{field}__isnull": True})
    for first, last in runs:
        one = {field: first} if first == last else {f"{field}__range": (first, last)}
        condition |= Q(**one)
    return models.CheckConstraint(condition=condition, name=f"report_{field}")


class Rewrite(Operation):
    """Replace check constraints of one table, each by one of the same name."""

    reversible = True

    def __init__(self, model, constraints):
        self.model, self.constraints = model, constraints

    def deconstruct(self):
        return self.__class__.__qualname__, [self.model, self.constraints], {}

    def describe(self):
        return f"Rewrite the checks of {self.model}"

    def state_forwards(self, app_label, state):
        for one in self.constraints:
            state.remove_constraint(app_label, self.model, one.name)
            state.add_constraint(app_label, self.model, one)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self._replace(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self._replace(app_label, schema_editor, from_state, to_state)

    def _replace(self, app_label, schema_editor, from_state, to_state):
        before = from_state.apps.get_model(app_label, self.model)
        after = to_state.apps.get_model(app_label, self.model)
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(after)
            return
        names = {one.name for one in self.constraints}
        for one in before._meta.constraints:
            if one.name in names:
                schema_editor.remove_constraint(before, one)
        for one in after._meta.constraints:
            if one.name in names:
                schema_editor.add_constraint(after, one)


class Migration(migrations.Migration):

    dependencies = [
        ("injuries", "0006_versions_and_external_causes"),
    ]

    operations = [
        Rewrite("report", [as_ranges(field, runs) for field, runs in ALLOWED.items()]),
    ]
