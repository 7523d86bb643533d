"""Every public function of the compute package says its shapes, errors and source, and shows an example that runs.

That the examples run is the business of doctest; here it is held that none is missing.
"""

import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import lekce2
from lekce2.graph import Tape
from lekce2.objectives import Objective
from lekce2.optimizers import OPTIMIZERS
from lekce2.race import run
from lekce2.schedules import SCHEDULES, Schedule

ROOT = Path(__file__).parents[2]
MODULES = {  # the name by which a module's functions are told apart here → the module
    "information": "lekce2.information.measures",
    "scores": "lekce2.likelihood.scores",
    "likelihood": "lekce2.likelihood.losses",
    "averages": "lekce2.averages",
    "sampling": "lekce2.sampling",
    "joints": "lekce2.information.joints",
    "divergences": "lekce2.information.divergences",
    "coding": "lekce2.information.coding",
    "families": "lekce2.likelihood.families",
    "noise": "lekce2.likelihood.noise",
    "stability": "lekce2.stability",
    "brackets": "lekce2.schedules.brackets",
    "newton": "lekce2.objectives.newton",
    "series": "lekce2.schedules.series",
}
FUNCTIONS = {
    f"{module}.{name}": function
    for module, path in MODULES.items()
    for name, function in vars(import_module(path)).items()
    if inspect.isfunction(function) and function.__module__ == path and not name.startswith("_")
}
METHODS = (Tape.variable, Tape.backward, Schedule.__call__, Schedule.partial_sums, Objective.value, Objective.gradient,
           Objective.hessian, Objective.grid, run)  # fmt: skip
FUNCTIONS |= {method.__qualname__: method for method in METHODS}
CHECKED = {name for name in FUNCTIONS if not name.startswith("series.")}  # the sums behind schedules check nothing
SOURCED = {name for name in FUNCTIONS if "." in name and name.split(".")[0] in MODULES} | {"Tape.backward"}


def sections(thing):
    return dict(
        zip(*[iter(re.split(r"^([A-Z]\w+)\n-+\n", inspect.getdoc(thing), flags=re.MULTILINE)[1:])] * 2, strict=True)
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_what_it_takes_gives_and_refuses(name):
    said = sections(FUNCTIONS[name])
    assert {"Parameters", "Returns", "Examples"} <= set(said)
    assert ("Raises" in said) == (name in CHECKED)
    assert "References" in said or name not in SOURCED
    assert ">>>" in said["Examples"]
    taken = re.findall(r"^([\w, ]+) :", said["Parameters"], flags=re.MULTILINE)
    parameters = [parameter for parameter in inspect.signature(FUNCTIONS[name]).parameters if parameter != "self"]
    assert ", ".join(taken).split(", ") == parameters


@pytest.mark.parametrize("name", [*OPTIMIZERS, *SCHEDULES])
def test_a_class_says_its_hyperparameters(name):
    made = {**OPTIMIZERS, **SCHEDULES}[name]
    said = sections(made)
    assert ">>>" in said["Examples"]
    taken = re.findall(r"^([\w, ]+) :", said["Parameters"], flags=re.MULTILINE)
    assert ", ".join(taken).split(", ") == list(inspect.signature(made).parameters) or name in OPTIMIZERS
    assert set(", ".join(taken).split(", ")) == set(inspect.signature(made).parameters)


def test_there_is_something_to_look_at():
    assert len(FUNCTIONS) > 60
    assert sections(FUNCTIONS["information.entropy"])["Raises"].startswith("ArgumentError")


def test_the_modules_are_there_when_only_the_package_was_imported():
    program = "import lekce2; [print(getattr(lekce2, name).__name__) for name in lekce2.MODULES]; lekce2.nothing"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
    assert said.stdout.split() == [f"lekce2.{name}" for name in lekce2.MODULES]
    assert "AttributeError: module 'lekce2' has no attribute 'nothing'" in said.stderr
