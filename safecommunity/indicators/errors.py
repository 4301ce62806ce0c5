"""The refusals of the catalogue and of figures: each names the thing, what came, what is allowed."""


class IndicatorError(ValueError):
    """Anything this package refuses."""


class PeriodError(IndicatorError):
    """A text that is no period, or a period that ends before it begins."""


class DefinitionError(IndicatorError):
    """A definition that contradicts itself, or a code nobody knows."""


class FigureError(IndicatorError):
    """A figure that may not exist: a rate without n, a value outside its interval."""


class ReleaseError(IndicatorError):
    """A table that may not leave the house: not on the grid, too large, or no table at all."""
