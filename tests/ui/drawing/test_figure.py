"""Figures as plain values: what an axis or a mark refuses, what is rounded, what stays veiled, and the pictures."""

from __future__ import annotations

import json
import random
import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import get_args

import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.drawing.contour import bands, contour, log_levels
from ui.drawing.figure import Axis, Image, Mark, MarkKind, Panel, Scene, Table
from ui.drawing.palette import COLOURS, METHODS, css
from ui.drawing.png import data_uri, png, rgb_png

ROOT = Path(__file__).parents[3]
X, Y = Axis("x", 0, 1), Axis("y", 0, 1)


def scene(*marks: Mark, frames: int = 1, **fields: object) -> Scene:
    return Scene((Panel("seen", X, Y, marks, veil="asked"),), frames=frames, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("low", "high", "scale"), [(1, 1, "linear"), (2, 1, "linear"), (0, 1, "log"), (-1, 1, "log"), (0, np.inf, "linear")]
)
def test_an_axis_that_cannot_be_drawn_is_refused(low: float, high: float, scale: str) -> None:
    with pytest.raises(ValueError, match="axis 'x'"):
        Axis("x", low, high, scale)  # type: ignore[arg-type]


def test_a_category_axis_gives_each_name_one_unit() -> None:
    axis = Axis.category("outcome", ("a", "b", "c"))
    assert (axis.low, axis.high, axis.scale, axis.categories) == (-0.5, 2.5, "category", ("a", "b", "c"))


def test_a_colour_must_be_one_of_the_palette() -> None:
    with pytest.raises(ValueError, match="'#ff0000'"):
        Mark("line", [0], [0], colour="#ff0000")
    with pytest.raises(ValueError, match="'pink'"):
        Mark("bars", [0], [0], colour=("p", "pink"))


def test_fields_one_level_deeper_than_their_kind_are_framed() -> None:
    bars = Mark("bars", [1, 2], [[1, 2], [3, 4], [5, 6]], play="frames")
    assert bars.framed() == ("y",)
    assert Mark("bars", [1, 2], np.ones((3, 2)), base=np.zeros((3, 2)), play="frames").framed() == ("y", "base")
    assert Mark("vline", x=[1, 2, 3], text=("a", "b", "c"), play="frames").framed() == ("x", "text")
    assert Mark("arrow", 0, 0, [1, 2, 3], [1, 2, 3], play="frames").framed() == ("x2", "y2")
    assert Mark("line", [1, 2], [1, 2], play="frames").framed() == ()
    assert Mark("bars", [1, 2], [[1, 2]]).framed() == ()  # still


def test_frames_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="2 frames, not 3"):
        scene(Mark("vline", x=[1, 2], play="frames"), frames=3)
    with pytest.raises(ValueError, match="captions must have one entry or 3, got 2"):
        scene(frames=3, captions=("a", "b"))
    with pytest.raises(ValueError, match="highs"):
        Scene((Panel("t", X, Axis("y", 0, 1, highs=(1.0, 2.0)), ()),), frames=3)


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=20))
def test_numbers_are_rounded_to_six_digits_and_gaps_are_null(values: list[float]) -> None:
    sent = scene(Mark("line", np.arange(len(values)), np.array(values))).data()
    ys = json.loads(json.dumps(sent, allow_nan=False))["panels"][0]["marks"][0]["y"]
    for value, y in zip(values, ys, strict=True):
        if not np.isfinite(value):
            assert y is None
        else:
            assert y == pytest.approx(float(f"{value:.6g}"), rel=1e-12, abs=1e-300)


def test_arrays_and_lists_send_the_same() -> None:
    numbers = [0.1234567, 123456.789, -2e-9, 0.0]
    as_list = Mark("line", [0, 1, 2, 3], numbers).data()
    as_array = Mark("line", np.arange(4), np.array(numbers)).data()
    assert as_list == as_array
    assert as_list["y"] == [0.123457, 123457.0, -2e-9, 0.0]


def test_the_veil_hides_what_tells_the_truth() -> None:
    full = scene(
        Mark("points", [0], [0], label="start"),
        Mark("line", [0, 1], [0, 1], label="answer", truth=True, play="trace"),
        frames=2, captions=("a", "b"), rows=(("1",), ("2",)), head=("h",), start=-1, alt="the answer is 3",
    )  # fmt: skip
    text = json.dumps(full.veiled("waits").data())
    assert "answer" not in text
    assert "seen" not in text
    assert full.veiled("waits").frames == 1  # nothing is left to play
    assert [mark.label for mark in full.veiled().panels[0].marks] == ["start"]
    assert full.veiled().panels[0].title == "asked"
    assert full.data()["start"] == 1


def test_the_veil_leaves_what_plays_without_telling() -> None:
    open_ = scene(Mark("vline", x=[0.1, 0.2], play="frames"), frames=2, captions=("a", "b"), autoplay=True)
    veiled = open_.veiled()
    assert (veiled.frames, veiled.captions, veiled.autoplay) == (2, (), False)
    assert veiled.panels[0].title == "seen"  # no secret in this panel


def test_tables_are_markdown_with_words_left_and_numbers_right() -> None:
    table = Table(("method", "loss"), (("Adam", "0.1"), ("SGD", "0.2")))
    assert table.markdown().splitlines() == ["| method | loss |", "|:--|--:|", "| Adam | 0.1 |", "| SGD | 0.2 |"]


def decode(image: bytes) -> tuple[np.ndarray, list[str]]:
    """Colour numbers and palette of an indexed PNG."""
    with PIL.Image.open(BytesIO(image)) as read:
        assert (read.format, read.mode) == ("PNG", "P")
        flat = read.getpalette()
        assert flat is not None
        palette = [f"#{bytes(flat[i : i + 3]).hex()}" for i in range(0, len(flat), 3)]
        return np.asarray(read), palette


@given(st.integers(1, 256), st.integers(1, 40), st.integers(1, 40), st.randoms(use_true_random=False))
def test_a_png_can_be_read_back(colours: int, height: int, width: int, rng: random.Random) -> None:
    """Each point has its colour, however few bits a point takes."""
    palette = [f"#{rng.randrange(2**24):06x}" for _ in range(colours)]
    indices = np.array([[rng.randrange(colours) for _ in range(width)] for _ in range(height)], np.uint8)
    read, found = decode(png(indices, palette))
    assert [[found[k] for k in row] for row in read.tolist()] == [[palette[k] for k in row] for row in indices.tolist()]
    assert b64decode(data_uri(png(indices, palette)).split(",")[1]) == png(indices, palette)


def test_a_picture_of_colours_can_be_read_back() -> None:
    colours = np.random.default_rng(3).integers(0, 256, (5, 7, 3)).astype(float)
    with PIL.Image.open(BytesIO(rgb_png(colours))) as image:
        assert image.mode == "RGB"
        assert np.array_equal(np.asarray(image), colours)


def pixels(uri: str) -> np.ndarray:
    with PIL.Image.open(BytesIO(b64decode(uri.split(",")[1]))) as image:
        return np.asarray(image.convert("RGB"), float)


@pytest.mark.parametrize("size", [120, 480])
def test_edges_of_a_contour_are_smooth(size: int) -> None:
    """A line has colours between its own and the band's; it stands where the level is, its thickness all along."""
    x = np.linspace(-1.0, 1.0, size)
    radius = np.hypot(*np.meshgrid(x, x))
    drawn = pixels(contour(x, x, radius**2, np.array([0.36])).uri)
    inside, line, outside = drawn[size // 2, size // 2], np.array([0x8F, 0xA6, 0xC2]), drawn[0, 0]
    flat = (np.abs(drawn - inside).max(axis=2) == 0) | (np.abs(drawn - outside).max(axis=2) == 0)
    between = ~flat & (np.abs(drawn - line).max(axis=2) > 2)
    assert len({tuple(colour) for colour in drawn[between]}) >= 8
    distance = np.abs(radius - 0.6) * (size - 1) / 2  # in pixels
    assert np.all(flat[distance > 1.4])
    assert not np.any(flat[distance < 0.9])
    here = np.where((radius < 0.6)[..., np.newaxis], inside, outside)
    covered = np.linalg.norm(drawn - here, axis=2) / np.linalg.norm(line - here, axis=2)
    ideal = np.clip(1.1 - distance, 0, 1)
    assert np.abs(covered - ideal).max() < 0.16  # steps of a seventh, and a bent line
    around = covered.sum() / (2 * np.pi * 0.6 * (size - 1) / 2)
    assert around == pytest.approx(1.2, abs=0.06)  # its mean thickness


def test_a_flat_landscape_has_no_edges() -> None:
    x = np.linspace(0, 1, 20)
    assert (
        len(np.unique(pixels(contour(x, x, np.full((20, 20), 2.0), np.array([3.0])).uri).reshape(-1, 3), axis=0)) == 1
    )


def test_a_contour_stands_the_right_way_up_and_has_both_papers() -> None:
    x, y = np.linspace(0, 1, 30), np.linspace(0, 2, 40)
    z = x[np.newaxis, :] + 10 * y[:, np.newaxis]  # grows upwards
    image = contour(x, y, z, np.array([5.0, 10.0, 15.0]))
    assert (image.x, image.y) == ((0.0, 1.0), (0.0, 2.0))
    light, palette = decode(b64decode(image.uri.split(",")[1]))
    dark, other = decode(b64decode(image.dark.split(",")[1]))
    assert light.shape == (40, 30)
    assert light[-1, 0] == 0
    assert light[0, -1] == 3
    assert np.array_equal(light, dark)
    assert len(set(palette[:5])) == len(set(other[:5])) == 5
    assert not set(palette[:5]) & set(other[:5])


def test_levels_grow_with_the_logarithm_of_the_height() -> None:
    z = np.linspace(-1.0, 1000.0, 5000)
    levels = log_levels(z, 10)
    steps = np.diff(np.log(levels - z.min()))
    assert steps == pytest.approx(np.full(9, steps[0]))
    assert set(np.unique(bands(z, levels))) == set(range(11))


def test_methods_differ_in_more_than_colour() -> None:
    looks = [(look.dash, look.marker) for look in METHODS.values()]
    assert len(set(looks)) == len(looks)
    assert len({COLOURS[look.colour][0] for look in METHODS.values()}) == len(METHODS)
    assert COLOURS["sgd"][0] == "#7a7a7a"
    assert COLOURS["adam"][0] == "#D55E00"


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot((0.2126, 0.7152, 0.0722), linear))


@pytest.mark.parametrize("name", COLOURS)
def test_colours_stand_out_from_their_paper(name: str) -> None:
    for colour, paper in zip(COLOURS[name], ("#fdfcf9", "#15171c"), strict=True):
        dark, light = sorted((luminance(colour), luminance(paper)))
        assert (light + 0.05) / (dark + 0.05) > (2.0 if name in ("nesterov", "adagrad") else 3.0)  # fixed by the look


def test_the_style_sheet_names_every_colour_twice() -> None:
    sheet = css(".a", ".a.dark")
    assert all(sheet.count(f"--c-{name}:") == 2 for name in COLOURS)


def test_a_picture_that_tells_the_answer_waits_too() -> None:
    secret = Image("data:,", (0, 1), (0, 1), truth=True)
    panel = Panel("seen", X, Y, (Mark("hline", y=0.5),), image=secret, veil="asked")
    asked = Scene((panel, replace(panel, image=replace(secret, truth=False))), columns=1).veiled()
    assert (asked.panels[0].title, asked.panels[0].image) == ("asked", None)
    assert asked.panels[1].title == "seen"
    assert asked.panels[1].image is not None
    assert asked.columns == 1


def test_words_stand_on_the_left_and_numbers_on_the_right():
    rows = (("GD", "½ −0,375", "$O(N)$ a step"), ("SGD", "✗ −1", "−1 of them"), ("Adam", "", "noisy"))
    head = Table(("method", "lost", "why"), rows).markdown().splitlines()[1]
    assert head == "|:--|--:|:--|"


def test_the_player_draws_every_kind_of_mark() -> None:
    """The type checker holds the player's table to the kinds of ``scripts.d.ts``; here these are held to ours."""
    declared = re.search(r"^type MarkKind = (.+);$", (ROOT / "ui" / "scripts.d.ts").read_text("utf-8"), re.M)
    assert declared is not None
    assert set(re.findall(r'"(\w+)"', declared[1])) == set(get_args(MarkKind))
