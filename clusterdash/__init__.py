"""Which sectors of a province can work as clusters, and why."""
