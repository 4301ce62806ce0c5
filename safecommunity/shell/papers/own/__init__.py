"""An office's own Word template: looked through, checked by placeholder, filled with a paper's values.

Nothing of a template is run in a process that serves people. A child process with bounds on time, memory and files
opens it (`child.py`); what a placeholder may say is a short list (`tags.py`, `strict.py`), anything else is refused by
name and place. The parent (`running.py`) hands over bytes and values and takes bytes or faults.
"""
