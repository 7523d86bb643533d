"""The tree of errors: drawn where its root stands, and every code of the store at its place in it."""

import copy
import pickle
import re

import pytest

import study.errors
from study.errors import StudyError
from study.exercises.random_values import Undrawable
from study.log.json_stream import JsonRefused
from study.store.errors import Busy, Damaged, Retired, StoreError

DRAWN = re.compile(r"^([ │├└─]*)(\w+Error|[A-Z]\w+)", re.MULTILINE)


def tree(kind: type, depth: int = 0) -> dict[str, int]:
    """The names of a class and of those below it that others may use, with their depth."""
    below = [each for each in kind.__subclasses__() if not each.__name__.startswith("_")]
    return {kind.__name__: depth} | {name: at for each in below for name, at in tree(each, depth + 1).items()}


def test_the_tree_is_drawn_as_it_is():
    picture = study.errors.__doc__.split("\n\n")[1]
    drawn = {name: (len(before) - 4) // 4 for before, name in DRAWN.findall(picture)}
    assert drawn == tree(StudyError)


@pytest.mark.parametrize(
    ("code", "parameters", "kind"),
    [
        ("retired", {}, Retired),
        ("busy", {}, Busy),
        ("damaged-in-use", {"place": "progress.db"}, Damaged),
        ("failed", {"reason": "X"}, StoreError),
    ],
)
def test_an_error_of_the_store_is_the_one_of_its_code(code, parameters, kind):
    error = StoreError(code, **parameters)
    assert type(error) is kind
    for twin in (error, pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (type(twin), twin.code, twin.parameters, str(twin)) == (kind, code, parameters, str(error))


@pytest.mark.parametrize("error", [Undrawable("adam"), JsonRefused("bad-number", found="1e999")])
def test_other_errors_say_what_was_not_done_too(error):
    for twin in (error, pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert isinstance(twin, StudyError)
        assert (type(twin), twin.code, str(twin)) == (type(error), error.code, str(error))


def test_a_code_belongs_to_one_error():
    codes = [code for kind in StoreError.__subclasses__() for code in kind.codes]
    assert len(codes) == len(set(codes))
