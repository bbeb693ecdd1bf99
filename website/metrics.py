"""What Prometheus is told: the state of the site, as its database has it. Apps add their own figures.

Everything is read from the database, so that it is the same from every process and machine. How long requests take
is known to the server in front.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from website.readiness import check_names, failures

_Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, under the name of its metric; a name has one kind ("gauge" or "counter") and one help text."""

    name: str
    help: str
    value: float
    labels: _Labels = ()
    kind: str = "gauge"


_sources: list[Callable[[], Iterable[Figure]]] = []


def register_metrics(source: Callable[[], Iterable[Figure]]) -> None:
    """Add figures. Each source makes a constant number of cheap queries. Call it in AppConfig.ready."""
    if source not in _sources:
        _sources.append(source)


def exposition() -> str:
    """Every figure in Prometheus' text format, version 0.0.4."""
    lines: list[str] = []
    seen: set[str] = set()
    for figure in [*_readiness(), *(figure for source in _sources for figure in source())]:
        if figure.name not in seen:
            seen.add(figure.name)
            lines += [f"# HELP {figure.name} {figure.help}", f"# TYPE {figure.name} {figure.kind}"]
        labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in figure.labels)
        shown = f"{{{labels}}}" if labels else ""
        lines.append(f"{figure.name}{shown} {figure.value:.12g}")
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _readiness() -> Iterable[Figure]:
    wrong = failures()
    for name in check_names():
        yield Figure(
            "assay_ready", "Whether a check of /readyz passes.", float(name not in wrong), (("check", name),)
        )
