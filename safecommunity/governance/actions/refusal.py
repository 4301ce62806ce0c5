"""What this room refuses."""


class Refused(Exception):
    """A record that cannot be written as asked; the text is for the person who asked."""
