"""Other programs read figures and send cards here: tokens with scope, and an interface that describes itself."""
