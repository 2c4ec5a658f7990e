"""What the pages need to speak two languages."""
