"""One kind of document for many places at once: built by several processes, stoppable, resumable, one zip."""
