"""Every read of this room that is worth a name; each takes the reader's rights and answers within them."""
