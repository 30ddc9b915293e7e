"""Line charts as SVG, with nothing but the standard library. They are readable on a light and on a dark page."""

import math
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 820, 316
# Of a panel's lines: from its left and top edge, and to its right and bottom edge.
LEFT, TOP, RIGHT, BOTTOM = 62, 74, 20, 82

STYLE = """
.bg{fill:#fff}text{font:12px system-ui,sans-serif;fill:#3b3f45}.title{font-size:15px;font-weight:600;fill:#1c1f23}.head{font-weight:600}
.note{font-size:11px;fill:#5d646c}.grid{stroke:#d9dde2}.axis{stroke:#7b838c}.l{fill:none;stroke-width:2}.dash{stroke-dasharray:5 4}
.c0{stroke:#0b63c5}.c1{stroke:#b4480e}.c2{stroke:#1b7f4b}.c3{stroke:#7a3fb0}
.f0{fill:#0b63c5}.f1{fill:#b4480e}.f2{fill:#1b7f4b}.f3{fill:#7a3fb0}
@media (prefers-color-scheme:dark){.bg{fill:#12161b}text{fill:#c3c9d1}.title{fill:#eef1f4}.note{fill:#9aa3ad}.grid{stroke:#3a4048}.axis{stroke:#8b939c}
.c0{stroke:#6cb0ff}.c1{stroke:#ff9d66}.c2{stroke:#5fd39a}.c3{stroke:#c79bff}
.f0{fill:#6cb0ff}.f1{fill:#ff9d66}.f2{fill:#5fd39a}.f3{fill:#c79bff}}
""".replace("\n", "")


@dataclass
class Series:
    """A line: its name, and its points."""

    name: str
    points: list
    dashed: bool = False


@dataclass
class Panel:
    """One chart. An axis is what it counts, and its scale: `linear` (from 0), `log`, or `steps` (each number has its mark)."""

    title: str
    x: tuple
    y: tuple
    series: list = field(default_factory=list)


class Scale:
    """Where the values of an axis lie, between two places of the drawing."""

    def __init__(self, kind, values, begin, end):
        self.kind, self.begin, self.end = kind, begin, end
        values = [value for value in values if value > 0 or kind != "log"] or [1]
        low, high = min(values), max(values)
        if kind == "log":
            self.low, self.high = 10 ** math.floor(math.log10(low) + 1e-9), 10 ** math.ceil(math.log10(high) - 1e-9)
            if self.low == self.high:
                self.high *= 10
            decades = round(math.log10(self.high / self.low))
            # Where there are few powers of ten, what lies between them has lines too.
            parts = (1, 2, 5) if decades <= 2 else (1,)
            ticks = [self.low * 10**at * part for at in range(decades + 1) for part in parts]
            self.ticks = [tick for tick in ticks if tick <= self.high * 1.001]
        elif kind == "steps":
            self.low, self.high = low - 0.3, high + 0.3
            self.ticks = sorted(set(values))
        else:
            step = nice(high / 4 or 1)
            self.low, self.high = 0, step * math.ceil(high / step - 1e-9) or step
            self.ticks = [step * at for at in range(round(self.high / step) + 1)]

    def place(self, value):
        if self.kind == "log":
            part = math.log10(max(value, self.low) / self.low) / math.log10(self.high / self.low)
        else:
            part = (value - self.low) / (self.high - self.low)
        return round(self.begin + part * (self.end - self.begin), 1)


def nice(step):
    """The next step of 1, 2 or 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(step))
    return next(power * part for part in (1, 2, 5, 10) if power * part >= step * 0.999)


def short(value):
    """A number as an axis shows it."""
    for unit, name in ((1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:.4g}{name}"
    return f"{value:.4g}"


def text(x, y, content, style="", anchor="start", more=""):
    name = f' class="{style}"' if style else ""
    where = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x}" y="{y}"{name}{where}{more}>{escape(content)}</text>'


def line(x1, y1, x2, y2, style):
    return f'<path d="M{x1} {y1}L{x2} {y2}" class="{style}"/>'


def draw(panel, left, width):
    """A panel between two places."""
    begin, end, top, bottom = left + LEFT, left + width - RIGHT, TOP, HEIGHT - BOTTOM
    points = [point for series in panel.series for point in series.points]
    x = Scale(panel.x[1], [point[0] for point in points], begin, end)
    y = Scale(panel.y[1], [point[1] for point in points], bottom, top)
    parts = [text(begin, top - 22, panel.title, "head"), text(begin, top - 7, panel.y[0], "note")]
    for tick in y.ticks:
        parts.append(line(begin, y.place(tick), end, y.place(tick), "grid"))
        parts.append(text(begin - 6, y.place(tick) + 4, short(tick), anchor="end"))
    parts.append(line(begin, bottom, end, bottom, "axis"))
    for tick in x.ticks:
        parts.append(line(x.place(tick), bottom, x.place(tick), bottom + 4, "axis"))
        parts.append(text(x.place(tick), bottom + 17, short(tick), anchor="middle"))
    parts.append(text((begin + end) / 2, bottom + 33, panel.x[0], anchor="middle"))
    legend, row = begin, bottom + 50
    for number, series in enumerate(panel.series):
        if not series.points:
            continue
        path = "L".join(f"{x.place(at)} {y.place(value)}" for at, value in series.points)
        parts.append(f'<path d="M{path}" class="l c{number}{" dash" if series.dashed else ""}"/>')
        if not series.dashed:
            parts += [f'<circle cx="{x.place(at)}" cy="{y.place(value)}" r="3" class="f{number}"/>' for at, value in series.points]
        if len(panel.series) > 1:
            width = 34 + round(6.2 * len(series.name))
            if legend > begin and legend + width > end + RIGHT:
                legend, row = begin, row + 17
            parts.append(line(legend, row, legend + 14, row, f"l c{number}{' dash' if series.dashed else ''}"))
            parts.append(text(legend + 18, row + 4, series.name, "note"))
            legend += width
    return parts


def told(panel):
    """A panel in words, for who cannot see it."""
    lines = []
    for series in panel.series:
        values = "; ".join(f"{short(at)}: {value:.4g}" for at, value in series.points)
        lines.append(f"{panel.title}, {series.name}, {panel.y[0]} by {panel.x[0]}: {values or 'not measured'}.")
    return " ".join(lines)


def page(title, description, parts):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d">'
    names = f'<title id="t">{escape(title)}</title><desc id="d">{escape(description)}</desc>'
    ground = '<rect width="100%" height="100%" rx="6" class="bg"/>'
    return "\n".join([head, names, f"<style>{STYLE}</style>", ground, *parts, "</svg>"]) + "\n"


def drawing(title, panels, note):
    width = WIDTH / len(panels)
    parts = [text(LEFT, 22, title, "title"), text(WIDTH - RIGHT, 22, note, "note", "end")]
    for number, panel in enumerate(panels):
        parts += draw(panel, number * width, width)
    return page(title, " ".join([*map(told, panels), note]), parts)


def empty(title, why):
    return page(title, why, [text(LEFT, 22, title, "title"), text(LEFT, 60, why)])
