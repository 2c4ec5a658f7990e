"""Figures that the night prepares for the dashboards: sums by branch and product."""
