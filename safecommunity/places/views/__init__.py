"""Pages of the places an office keeps: who lives there, who is there, and the places themselves."""
