"""The networks that are dispatched as one."""
