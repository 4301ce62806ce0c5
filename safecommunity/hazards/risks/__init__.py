"""The risk register: sources of danger, assessed again and again, on list and map, tied to the hazards found there."""
