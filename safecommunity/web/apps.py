"""The room's entry in Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Room: web."""

    name = "safecommunity.web"
    label = "web"

    def ready(self) -> None:
        """Charts and papers are made by the analysis process, not by the web process that asks for them."""
        from safecommunity.shell import charts
        from safecommunity.shell.papers import printing
        from safecommunity.web import analysis

        charts.set_renderer(analysis.draw)
        printing.set_printer(analysis.make_paper)
