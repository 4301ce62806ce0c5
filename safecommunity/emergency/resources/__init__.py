"""Teams, shelters, equipment and supplies, contacts, the map."""
