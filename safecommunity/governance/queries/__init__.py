"""Every read worth a name, one file a subject; each takes the reader and gives back what he may see."""
