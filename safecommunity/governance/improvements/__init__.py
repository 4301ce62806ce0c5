"""Corrective and preventive actions: found, done by whom until when, verified as effective or opened again."""
