"""No test looks at a clock or waits for a time: a busy machine is slower, not wrong."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FORBIDDEN = {"sleep", "wait_for_timeout", "perf_counter", "perf_counter_ns", "process_time", "thread_time", "monotonic"}


def clocks(source: str) -> list[str]:
    """Every use of a clock or of a fixed wait in a source, by its name."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names if each.name in ("time", "timeit")]
        elif isinstance(node, ast.ImportFrom):
            found += [each.name for each in node.names if node.module in ("time", "timeit") or each.name in FORBIDDEN]
        elif isinstance(node, ast.Attribute) and node.attr in FORBIDDEN:
            found.append(node.attr)
    return found


def test_no_test_looks_at_a_clock_or_waits_for_a_time():
    found = {path: clocks(path.read_text("utf-8")) for path in TESTS.rglob("*.py")}
    assert len(found) > 100
    assert {str(path.relative_to(TESTS)): names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import time", ["time"]),
        ("from time import sleep as nap", ["sleep"]),
        ("page.wait_for_timeout(100)", ["wait_for_timeout"]),
        ("asyncio.sleep(1)", ["sleep"]),
        ("from datetime import time\npage.wait_for_function('x')", []),
    ],
)
def test_each_is_seen(source, names):
    assert clocks(source) == names
