"""Documents that an office writes every year: composed from records, edited by their author, frozen with checksum."""
