"""Messages hold what people are told, wishes their addresses: neither stands in the technical admin."""
