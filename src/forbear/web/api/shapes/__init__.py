"""What goes in and comes out: one shape a thing, masked throughout."""
