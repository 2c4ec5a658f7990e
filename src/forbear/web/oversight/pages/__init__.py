"""The dashboards: each a list of charts made from prepared figures."""
