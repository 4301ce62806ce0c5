"""Reading papers: the quantities a text states, what they are about, and what they have wrong by themselves.

Nothing here knows of records or readers; `linking` names figures of the catalogue that a quantity may be, and
`judging` holds a stated number against a computed one.
"""
