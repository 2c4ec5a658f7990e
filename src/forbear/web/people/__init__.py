"""Who works with Forbear: sign-in, roles, who sees what, who may still work."""
