"""Pages on people and on the tokens of systems. Signing in is allauth's."""
