"""The routes: thin; what they do stands in the services they call."""
