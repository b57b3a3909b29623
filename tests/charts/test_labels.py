"""Names that can be read: none on another, none on a point that is not its own, none beyond the edge."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from clusterdash.charts import labels

SIZE = (760.0, 420.0)
clouds = st.lists(
    st.tuples(st.floats(0, SIZE[0]), st.floats(0, SIZE[1]), st.text("abc", min_size=1, max_size=30)),
    max_size=25,
)


def drawn(point: tuple[float, float], name: str, position: str) -> object:
    """Where plotly's textposition puts a name, as a shape."""
    width, height = len(name) * labels.LETTER, labels.LINE
    x, y = point
    corner = {
        "top center": (x - width / 2, y + labels.MARK),
        "bottom center": (x - width / 2, y - labels.MARK - height),
        "middle right": (x + labels.MARK, y - height / 2),
        "middle left": (x - labels.MARK - width, y - height / 2),
    }[position]
    return box(*corner, corner[0] + width, corner[1] + height)


@given(clouds)
def test_names_stay_clear_of_each_other_of_other_points_and_of_the_edge(
    cloud: list[tuple[float, float, str]],
) -> None:
    points = np.array([point[:2] for point in cloud]).reshape(-1, 2)
    names = [name for _, _, name in cloud]
    found = labels.place(points, names, range(len(cloud)), SIZE)
    shapes = {point: drawn(tuple(points[point]), names[point], position) for point, position in found.items()}
    paper = box(0, 0, *SIZE).buffer(1e-6)
    for point, shape in shapes.items():
        assert paper.covers(shape)
        for other in shapes.keys() - {point}:
            assert shape.intersection(shapes[other]).area < 1e-6
        for other in set(range(len(cloud))) - {point}:
            assert not shape.covers(Point(points[other]))


def test_the_most_important_name_comes_first() -> None:
    points = np.array([[300.0, 200.0], [304.0, 200.0]])
    far = np.array([[300.0, 200.0], [600.0, 50.0]])
    assert list(labels.place(far, ["one", "two"], [1, 0], SIZE)) == [1, 0]
    assert 1 in labels.place(points, ["one", "two"], [1, 0], SIZE)


def test_a_name_without_room_is_left_out() -> None:
    crowd = np.array([[x, y] for x in range(0, 760, 12) for y in range(0, 420, 12)], dtype=float)
    assert labels.place(crowd, ["name"] * len(crowd), [700], SIZE) == {}


def test_a_name_stays_clear_of_large_circles_and_of_its_own() -> None:
    points = np.array([[300.0, 200.0], [360.0, 200.0]])
    names = ["one", "a neighbour"]
    small = labels.place(points, names, [0], SIZE, radii=[7.0, 7.0])
    large = labels.place(points, names, [0], SIZE, radii=[30.0, 30.0])
    assert small == large == {0: "top center"}
    beside = np.array([[300.0, 410.0], [360.0, 410.0]])  # no room above
    assert labels.place(beside, names, [0], SIZE, radii=[7.0, 7.0]) == {0: "middle right"}
    assert labels.place(beside, names, [0], SIZE, radii=[7.0, 40.0]) == {0: "middle left"}


def test_a_name_stays_clear_of_what_is_written_already() -> None:
    point = np.array([[300.0, 200.0]])
    above = (250.0, 210.0, 350.0, 230.0)
    assert labels.place(point, ["one"], [0], SIZE, kept=[above]) == {0: "middle right"}


def test_a_name_of_two_lines_is_narrower_and_higher() -> None:
    name = "a name of two lines"
    edge = np.array([[50.0, 200.0]])
    assert labels.place(edge, [name], [0], SIZE) == {0: "middle right"}
    assert labels.place(edge, [name.replace(" of ", " of<br>")], [0], SIZE) == {0: "top center"}
    below_the_top = np.array([[300.0, SIZE[1] - 25.0]])
    assert labels.place(below_the_top, [name], [0], SIZE) == {0: "top center"}
    assert labels.place(below_the_top, ["a name<br>of two lines"], [0], SIZE) == {0: "middle right"}


@pytest.mark.parametrize("radius", [7.0, 24.0])
def test_plotly_writes_a_name_where_room_was_found(radius: float) -> None:
    """plotly.js keeps a name off a marker by its radius / 0.8 + 1 (scatter's text position)."""
    (size,) = labels.written([0], [0], ["one"], ["top center"], radii=[radius]).marker.size
    assert size / 2 / 0.8 + 1 == pytest.approx(radius)
