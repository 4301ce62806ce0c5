"""The refusals of the statistics: each names the quantity, what came and what is allowed."""


class EpiError(ValueError):
    """Anything this package refuses."""


class QuantityError(EpiError):
    """A number outside its range: negative cases, a fraction of a person counted as a case."""


class MethodError(EpiError):
    """A method this function does not know."""
