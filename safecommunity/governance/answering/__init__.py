"""The responsibility map: who answers for which community, enterprise, lane and lot; gaps show."""
