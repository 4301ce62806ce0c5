"""Every read worth a name; each takes the reader and returns only what the reader may see."""
