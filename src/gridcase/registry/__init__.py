"""The city: units of the grid tree, departments, members, micro-grids, and the catalogue of matter classes. Pure."""
