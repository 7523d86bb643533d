"""Small decks and cards for the tests of every room."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings

from study.content.models import Card, Layers, Prose, Unit

# No test looks at a clock; under CI Hypothesis also draws the same examples each time.
settings.register_profile("lekce2", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lekce2")

collect_ignore_glob = ["data/*"]  # scripts that made the data; they need PyTorch


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes, unless it is asked for by ``-m long``."""
    if "long" in (config.option.markexpr or ""):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if not item.get_closest_marker("long")]


NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def own_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test touches the progress of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEKCE2_DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('progress') / 'progress.db'}")
        yield


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Streamlit's `AppTest` leaves its script as the main module, which processes started later would run again."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def make_card() -> Callable[..., Card]:
    """A card of some points, split into units of equal worth."""

    def make(id: str = "a", points: float = 5.0, units: int = 5, topics: tuple[str, ...] = ("loss",)) -> Card:
        both = {"cs": f"{id} česky", "en": f"{id} in English"}
        rubric = tuple(Unit(f"{id}-{n}", points / units, both) for n in range(units))
        text = (Prose("".join(f"krok {{+{unit.id}}}\n\n" for unit in rubric)),)
        layers = Layers((Prose("kostra"),), text, (), ())
        return Card(
            id=id,
            file=f"{id}.md",
            title=both,
            points=points,
            topics=topics,
            question=both,
            exam_wording=both["en"],
            rubric=rubric,
            demos=(),
            exercises=(),
            errata=(),
            layers={"cs": layers, "en": layers},
            languages=("cs", "en"),
        )

    return make
