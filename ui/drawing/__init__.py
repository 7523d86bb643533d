"""Pictures: what a plot is as plain values, and the two ways to draw it.

``figure`` holds axes, marks, panels and scenes, ``player`` draws and plays a scene, ``plots`` draws what does not move
with Altair; ``palette`` gives every idea its colour. Where the numbers come from is not known here.
"""

from ui.drawing.contour import contour, log_levels
from ui.drawing.figure import Axis, Dash, Figure, Grip, Image, Mark, Marker, MarkKind, Panel, Scene, Table
from ui.drawing.graph_drawing import GraphStep, Vertex, graph_panel, nearest_vertex, steps_of
from ui.drawing.palette import METHODS
from ui.drawing.player import AXES_JS, player
from ui.drawing.png import data_uri, rgb_png

__all__ = [
    "AXES_JS",
    "METHODS",
    "Axis",
    "Dash",
    "Figure",
    "GraphStep",
    "Grip",
    "Image",
    "Mark",
    "MarkKind",
    "Marker",
    "Panel",
    "Scene",
    "Table",
    "Vertex",
    "contour",
    "data_uri",
    "graph_panel",
    "log_levels",
    "nearest_vertex",
    "player",
    "plots",
    "rgb_png",
    "steps_of",
]
