"""The sandbox templates are filled in: a short list of what a template may be made of, checked before code is made of
it, and values that have no Python attributes at all."""

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Not,
)  # fmt: skip
MOST_LOOPS = 2


class Value:
    """What a placeholder prints: a text, or ready XML, and properties that are values again. Nothing can be called."""

    __slots__ = ("ready", "shown", "told")

    def __init__(
        self, shown: str = "", told: Mapping[str, Any] | None = None, *, ready: bool = False
    ) -> None:
        self.shown, self.told, self.ready = shown, dict(told or {}), ready

    def __html__(self) -> Markup:
        return Markup(self.shown) if self.ready else escape(self.shown)  # noqa: S704 - XML of our own writer

    def __str__(self) -> str:
        return self.shown

    def __bool__(self) -> bool:
        return bool(self.shown)


class Strict(ImmutableSandboxedEnvironment):
    """An environment without functions, filters, tests, imports; it refuses a template by what stands in it."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, cache_size=0)
        self.globals, self.filters, self.tests = {}, {}, {}

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        _walk(source, 0)
        return super()._generate(source, *args, **kwargs)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A property of a value; of nothing else."""
        if isinstance(obj, Value) and attribute in obj.told:
            return obj.told[attribute]
        raise UndefinedError(f"{attribute} is no property here")

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Nothing is taken by number or key."""
        raise SecurityError(f"{argument!r} may not be taken")

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No attribute of an object is safe."""
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing is called."""
        return False


def _walk(node: nodes.Node, loops: int) -> None:
    if type(node) not in ALLOWED:
        raise SecurityError(f"{type(node).__name__} may not stand in a template")
    if isinstance(node, nodes.Getattr) and not isinstance(node.node, nodes.Name):
        raise SecurityError("a property of a property may not stand in a template")
    if isinstance(node, nodes.Name | nodes.Getattr):
        name = node.name if isinstance(node, nodes.Name) else node.attr
        if name.startswith("_") or name in ("self", "loop", "context", "environment"):
            raise SecurityError(f"{name} may not stand in a template")
    if isinstance(node, nodes.For):
        loops += 1
        if loops > MOST_LOOPS or node.test is not None or node.recursive or node.else_:
            raise SecurityError("this loop may not stand in a template")
        if not isinstance(node.iter, nodes.Getattr) or not isinstance(node.target, nodes.Name):
            raise SecurityError("only rows and lines are looped over")
    for child in node.iter_child_nodes():
        _walk(child, loops)
