"""Kernels compiled by Numba, each with a plain NumPy path that passes the same references.

Numba is imported at the first call of a kernel, never with the package. Compiled code is cached in the folder
that `NUMBA_CACHE_DIR` names; the web room points it below the data folder before anything is compiled. A server
takes the path "soon": plain, while a thread of its own compiles or loads the kernel for the next calls.
"""

import importlib.util
from collections.abc import Callable
from functools import cache, update_wrapper
from threading import Event, Lock, Thread
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])
prange = range  # kernels import it from here; compiled in parallel it is Numba's
PATHS = ("compiled", "plain", "soon")
_chosen = ["compiled"]
_alone = Lock()  # Numba's own pool of threads ends the process when two parallel kernels run at once


def use(path: str) -> str:
    """Choose the path of all kernels, "compiled", "plain" or "soon"; returns the path chosen before."""
    if path not in PATHS:
        raise ValueError(f"path of the kernels: got {path!r}; allowed: {', '.join(PATHS)}")
    before, _chosen[0] = _chosen[0], path
    return before


@cache
def available() -> bool:
    """Whether Numba is installed; without it every kernel takes its plain path."""
    return importlib.util.find_spec("numba") is not None


def kernel(*, plain: Callable[..., Any] | None = None, parallel: bool = False) -> Callable[[F], F]:
    """Compile a function at its first call; `plain` is the NumPy function with the same arguments and results.

    A function without `plain` runs as ordinary Python on the plain path: only for helpers that are called
    from other kernels or are as quick uncompiled. One kernel may call another; the compiled one is found.
    """

    def decorate(function: F) -> F:
        return cast(F, Kernel(function, plain or function, parallel))

    return decorate


class Kernel:
    """A function with two paths; see `kernel`."""

    def __init__(self, function: Callable[..., Any], plain: Callable[..., Any], parallel: bool) -> None:
        self.function, self.plain, self.parallel = function, plain, parallel
        self._machine: Callable[..., Any] | None = None
        self._ready: Event | None = None
        update_wrapper(self, function)

    def __call__(self, *arguments: Any) -> Any:
        """Run on the path chosen by `use`."""
        if _chosen[0] == "plain" or not available() or (_chosen[0] == "soon" and not self._soon(arguments)):
            return self.plain(*arguments)
        if not self.parallel:
            return self.machine()(*arguments)
        with _alone:
            return self.machine()(*arguments)

    def _soon(self, arguments: tuple[Any, ...]) -> bool:
        """Whether the kernel is compiled; when first asked, a thread begins, for arguments of these types."""
        if self._ready is None:
            self._ready = Event()
            Thread(target=self._prepare, args=(arguments, self._ready), daemon=True).start()
            return False  # whoever begins it takes the plain path, however fast the thread was
        return self._ready.is_set()

    def _prepare(self, arguments: tuple[Any, ...], ready: Event) -> None:
        from numba import typeof

        cast(Any, self.machine()).compile(tuple(typeof(one) for one in arguments))
        ready.set()

    def machine(self) -> Callable[..., Any]:
        """The compiled function; kernels it names are compiled first and put in their place.

        In a parallel kernel the name `prange`, which stands for `range` in the source, becomes Numba's.
        """
        if self._machine is None:
            from types import FunctionType

            import numba

            source = cast(Any, self.function)
            names = source.__code__.co_names
            scope = {
                name: found.machine()
                for name in names
                if isinstance(found := source.__globals__.get(name), Kernel)
            }
            if self.parallel:
                scope["prange"] = numba.prange
            copy = FunctionType(
                source.__code__, {**source.__globals__, **scope}, source.__name__, source.__defaults__
            )
            copy.__module__, copy.__qualname__ = source.__module__, source.__qualname__
            self._machine = numba.njit(cache=True, nogil=True, parallel=self.parallel)(copy)
        return self._machine
