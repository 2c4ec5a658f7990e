"""What the pages of supervision show in their own way."""
