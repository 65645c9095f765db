"""A layered layout: each device above what carries it, and few crossings.

Sugiyama's method: layers by the longest path from the wire, waypoints where an edge passes a layer, then sweeps that
order each layer by the medians of its neighbours (Gansner and others, "A Technique for Drawing Directed Graphs", 1993).
Positions are the least squares that keep order and distance. Everything is deterministic.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, product

from ifcfgen.graph import Graph
from ifcfgen.lazy import NamedTuple
from ifcfgen.model.device import HIGHEST_STACK

_SWEEPS = 24
_PATIENCE = 8
"""Sweeps without a gain, after which no more are made."""
_MOST_EDGES = 2_000
"""Of one component; where there are more, neighbours are not exchanged one by one, which takes long."""
_STRAIGHTENING = 12
_WEIGHT_OF_A_WAYPOINT = 8.0

Order = list[list[int]]
"""The numbers in each layer of a component, the lowest layer first."""


Sort = Callable[["Layers", Sequence[Order]], Sequence[Order]]
"""Finds other orders of components."""


class Point(NamedTuple):
    """Where something is: in which layer, 0 being the wire, and how far along it."""

    layer: int
    along: float


class Layout(NamedTuple):
    """Where each device is, by ID, and which points an edge passes between its ends.

    `extent` is the length of the longest layer, `height` how many layers there are.
    """

    places: Mapping[str, Point]
    ways: Mapping[tuple[str, str], tuple[Point, ...]]
    extent: float
    height: int
    crossings: int


def layout(graph: Graph, sizes: Sequence[float], gap: float, sort: Sort) -> Layout:
    """The layout of GRAPH, whose nodes take SIZES along their layers, with a GAP between two of them.

    SORT may know a better order of those components that have crossings: what it returns counts where it is one.
    """
    layers = Layers(graph)
    orders = [ordered(layers, component) for component in layers.components()]
    counts = [crossings(layers, order) for order in orders]
    crossed = [index for index, count in enumerate(counts) if count]
    for index, other in zip(crossed, sort(layers, [orders[i] for i in crossed]) if crossed else (), strict=False):
        if (count := crossings(layers, other)) < counts[index]:
            orders[index], counts[index] = other, count
    room = [*sizes, *(0.0 for _ in layers.layer[layers.count :])]
    along: dict[int, float] = {}
    edge = 0.0
    for order in orders:
        found = positions(layers, order, room, gap)
        along |= {number: edge + place for number, place in found.items()}
        edge += max(place + room[number] / 2 for number, place in found.items()) + gap
    points = [Point(layer, along[number]) for number, layer in enumerate(layers.layer)]
    ids = [node.id for node in graph.nodes]
    ways = {(ids[low], ids[up]): tuple(points[each] for each in way) for (low, up), way in layers.ways.items()}
    height = max(layers.layer, default=-1) + 1
    return Layout(dict(zip(ids, points, strict=False)), ways, max(edge - gap, 0.0), height, sum(counts))


class Layers:
    """The devices of GRAPH and the waypoints of its long edges as numbers, by layer, in the order given.

    A waypoint is a number from the count of nodes on. `below` and `above` are the neighbours in the adjacent layers.
    """

    def __init__(self, graph: Graph):
        numbers = {node.id: number for number, node in enumerate(graph.nodes)}
        self.count = len(numbers)
        pairs = {(numbers[e.lower], numbers[e.upper]) for e in graph.edges if e.lower != e.upper}
        self.layer = [graph.layers[node.id] for node in graph.nodes]
        self.above: list[list[int]] = [[] for _ in graph.nodes]
        self.below: list[list[int]] = [[] for _ in graph.nodes]
        self.ways: dict[tuple[int, int], tuple[int, ...]] = {}
        """By the lower and the upper end of an edge: the waypoints between them, from the lower end on."""
        for pair in sorted(pairs):
            self._connect(*pair)

    def _connect(self, lower: int, upper: int) -> None:
        first, last = sorted((lower, upper), key=lambda number: self.layer[number])  # in a ring one goes down
        between = range(self.layer[first] + 1, self.layer[last])
        if len(between) > HIGHEST_STACK or self.layer[first] == self.layer[last]:
            self.ways[lower, upper] = ()  # which no kernel brings up: drawn straight
            return
        way = tuple(range(len(self.layer), len(self.layer) + len(between)))
        self.layer += between
        self.above += ([] for _ in between)
        self.below += ([] for _ in between)
        for one, other in zip((first, *way), (*way, last), strict=True):
            self.above[one].append(other)
            self.below[other].append(one)
        self.ways[lower, upper] = way if first == lower else way[::-1]

    def components(self) -> Iterator[list[list[int]]]:
        """What hangs together, by layer, that with the first device first; ordered so that no tree has a crossing."""
        seen = [False] * len(self.layer)
        for start in range(self.count):
            if seen[start]:
                continue
            found: list[int] = []
            ahead = [start]
            while ahead:
                number = ahead.pop()
                if not seen[number]:
                    seen[number] = True
                    found.append(number)
                    ahead += (*reversed(self.above[number]), *reversed(self.below[number]))
            layers: dict[int, list[int]] = {}
            for number in found:
                layers.setdefault(self.layer[number], []).append(number)
            yield [layers[height] for height in sorted(layers)]


def ordered(layers: Layers, order: Order) -> Order:
    """ORDER of a component of LAYERS, with as few crossings as are found."""
    best, least = order, crossings(layers, order)
    for turning, first_up in product((True, False), repeat=2):
        now = [list(numbers) for numbers in order]
        idle = 0
        for sweep in range(_SWEEPS):
            if not least or idle == _PATIENCE:
                break
            turns = turning and sweep % 4 > 1
            _sweep(layers, now, upwards=(sweep % 2 == 0) == first_up, turns=turns, means=not turning)
            _exchange(layers, now, turns=turns)
            count = crossings(layers, now)
            idle += 1
            if count < least:
                best, least, idle = [list(numbers) for numbers in now], count, 0
    return best


def crossings(layers: Layers, order: Order) -> int:
    """How many pairs of edges cross."""
    return sum(_crossings(layers, lower, upper) for lower, upper in pairwise(order))


def _crossings(layers: Layers, lower: Sequence[int], upper: Sequence[int]) -> int:
    position = {number: index for index, number in enumerate(upper)}
    passed: list[int] = []
    count = 0
    for number in lower:
        ends = sorted(position[other] for other in layers.above[number])
        count += sum(len(passed) - bisect_right(passed, end) for end in ends)
        for end in ends:
            insort(passed, end)
    return count


def _sweep(layers: Layers, order: Order, *, upwards: bool, turns: bool, means: bool) -> None:
    """Order each layer by the medians, or MEANS, of its neighbours in the layer before; who has none stays.

    TURNS: of two with one median, the order turns round.
    """
    neighbours = layers.below if upwards else layers.above
    for fixed, free in pairwise(order if upwards else order[::-1]):
        position = {number: index for index, number in enumerate(fixed)}
        middles = {}
        for number in free:
            ends = sorted(position[other] for other in neighbours[number])
            if ends:
                middles[number] = sum(ends) / len(ends) if means else _median(ends)
        moving = iter(sorted(reversed(middles) if turns else middles, key=middles.__getitem__))
        free[:] = [next(moving) if number in middles else number for number in free]


def _median(ends: Sequence[int]) -> float:
    """The middle of ENDS; of two the one to whose side more of them lie close together."""
    half = len(ends) // 2
    if len(ends) % 2:
        return ends[half]
    if len(ends) == 2:
        return sum(ends) / 2
    left, right = ends[half - 1] - ends[0], ends[-1] - ends[half]
    return (ends[half - 1] * right + ends[half] * left) / (left + right) if left + right else ends[half]


def _exchange(layers: Layers, order: Order, *, turns: bool) -> None:
    """Exchange neighbours of a layer as long as that saves crossings; where it TURNS, at first also those that cost
    nothing."""
    if sum(len(layers.above[number]) for numbers in order for number in numbers) > _MOST_EDGES:
        return
    position = {number: index for numbers in order for index, number in enumerate(numbers)}
    stale = set(range(len(order)))
    fresh = set(stale) if turns else set()
    while stale:
        height = min(stale)
        stale.remove(height)
        numbers = order[height]
        gained = False
        least = 0 if height in fresh else 1
        fresh.discard(height)
        for index in range(len(numbers) - 1):
            left, right = numbers[index : index + 2]
            gain = 0
            for neighbours in (layers.above, layers.below):
                ends, others = ([position[each] for each in neighbours[number]] for number in (left, right))
                gain += sum((end > other) - (end < other) for end in ends for other in others)
            if gain >= least:
                numbers[index : index + 2] = right, left
                position[left], position[right] = index + 1, index
                gained = gained or gain > 0
        if gained:
            stale |= {height, max(height - 1, 0), min(height + 1, len(order) - 1)}


def positions(layers: Layers, order: Order, sizes: Sequence[float], gap: float) -> dict[int, float]:
    """The middle of each number of ORDER along its layer, from 0 on.

    SIZES is how much room each number needs there, GAP what is left between two of them.
    """
    found: dict[int, float] = {}
    for numbers in order:
        edge = 0.0
        for number in numbers:
            found[number] = edge + sizes[number] / 2
            edge += sizes[number] + gap
    for step in range(_STRAIGHTENING):
        for numbers in order if step % 2 else order[::-1]:
            _straighten(layers, numbers, found, sizes, gap)
    least = min((found[number] - sizes[number] / 2 for numbers in order for number in numbers), default=0.0)
    return {number: place - least for number, place in found.items()}


def _straighten(
    layers: Layers, numbers: Sequence[int], found: dict[int, float], sizes: Sequence[float], gap: float
) -> None:
    """Move NUMBERS of a layer to the middles of their neighbours, as near as order and distance allow.

    Least squares by pooling neighbours that would come too near to each other.
    """
    pools: list[tuple[float, float, int]] = []  # the place of the first, the weight, and how many
    offsets: list[float] = []
    offset = 0.0
    for index, number in enumerate(numbers):
        if index:
            offset += (sizes[numbers[index - 1]] + sizes[number]) / 2 + gap
        offsets.append(offset)
        ends = [found[other] for other in (*layers.below[number], *layers.above[number])]
        wanted = (sum(ends) / len(ends) if ends else found[number]) - offset
        weight = _WEIGHT_OF_A_WAYPOINT if number >= layers.count else float(len(ends)) or 0.1
        count = 1
        while pools and pools[-1][0] > wanted:
            place, other, members = pools.pop()
            wanted = (place * other + wanted * weight) / (other + weight)
            weight += other
            count += members
        pools.append((wanted, weight, count))
    index = 0
    for place, _, count in pools:
        for _ in range(count):
            found[numbers[index]] = place + offsets[index]
            index += 1
