"""A city as its ``city.toml`` describes it, the templates of such files, and the home in which it lives."""

from gridcase.city.city import City, load_city, read_city

__all__ = ["City", "load_city", "read_city"]
