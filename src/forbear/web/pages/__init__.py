"""What every page stands on: the frame, words and figures, refusals, security headers."""
