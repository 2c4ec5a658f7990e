"""What each section of the report says: findings, rows and charts, ready for its template."""
