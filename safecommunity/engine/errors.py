"""The refusals of this package: each names the thing, what came and what is allowed."""


class EngineError(ValueError):
    """Anything the engine refuses."""


class ConditionError(EngineError):
    """A condition that cannot be asked: unknown operator, unknown column, a value of the wrong kind."""


class FactError(EngineError):
    """A schema or a fact row that cannot be stored as it came."""
