"""Own templates of an office: what may stand in one, a starter, versions, and a document written in one."""
